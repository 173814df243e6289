import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTrattaClient, unwrap } from "tratta-client";
import { expect, test } from "vitest";
import { parse } from "yaml";

const CLI = fileURLToPath(new URL("../../src/sandbox/cli.ts", import.meta.url));
const read = (name: string): string => readFileSync(new URL(`../examples/container/${name}`, import.meta.url), "utf8");

interface Compose {
  services: {
    tratta: { command: string[]; healthcheck: { test: string[] } };
    app: { environment: Record<string, string> };
  };
}

// There is no Docker here: the command line and the health check of the two files run without it.
test("the container's command serves the app, passes its health check, and ends on SIGTERM", async () => {
  const [, entry = ""] = /^ENTRYPOINT (\[.*\])$/m.exec(read("Dockerfile")) ?? [];
  const [program, ...options]: string[] = JSON.parse(entry);
  expect(program).toBe("node_modules/.bin/tratta-sandbox");
  const { tratta, app }: Compose["services"] = (parse(read("compose.yaml")) as Compose).services;
  const sandbox = spawn(process.execPath, ["--import", "tsx", CLI, ...options, ...tratta.command, "--port", "0"]);
  try {
    let printed = "";
    sandbox.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    while (!printed.includes("Requests:")) await once(sandbox.stdout, "data");
    const [, port = ""] = /base URL\s+http:\S+:(\d+)/.exec(printed) ?? [];
    const [, , ...args] = tratta.healthcheck.test;
    const check = (to: string): SpawnSyncReturns<Buffer> =>
      spawnSync(
        process.execPath,
        args.map((arg) => arg.replace("4010", to)),
      );
    expect(check(port).status).toBe(0);
    const baseUrl = app.environment["TRATTA_URL"]?.replace("4010", port) ?? "";
    const client = createTrattaClient({ baseUrl, token: app.environment["TRATTA_TOKEN"] ?? "" });
    expect((await unwrap(client.GET("/customers"))).data).toHaveLength(10);
    sandbox.kill("SIGTERM");
    expect(await once(sandbox, "close")).toEqual([0, null]);
    expect(check(port).status).toBe(1);
  } finally {
    sandbox.kill("SIGKILL");
  }
});
