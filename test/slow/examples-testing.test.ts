import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createTrattaClient, unwrap } from "tratta-client";
import { createSandbox } from "tratta-client/sandbox";
import { describe, expect, it } from "vitest";
import { controlSandbox } from "../examples/testing/control-sandbox.ts";
import { sandbox as besideMsw, server } from "../examples/testing/msw.ts";

describe("node-test.ts", () => {
  it("passes under node --test", async () => {
    const args = ["--import", "tsx", "--test", "--test-reporter", "tap", "test/examples/testing/node-test.ts"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/^# pass 1$/m);
  });
});

describe("msw.ts", () => {
  it("lets a client with the real address reach the sandbox, and other code MSW's handlers", async () => {
    server.listen({ onUnhandledRequest: "error" });
    try {
      const client = createTrattaClient({ orgUuid: "acme", token: besideMsw.token });
      besideMsw.faults.add({ kind: "status", status: 503, headers: { "Retry-After": "0" } });
      expect((await unwrap(client.GET("/customers"))).data).toHaveLength(10);
      expect(besideMsw.requests).toHaveLength(2);
      expect(await (await fetch("https://rates.example.com/today")).json()).toEqual({ usd: 1.08 });
    } finally {
      server.close();
    }
  });
});

describe("control-sandbox.ts", () => {
  it("drives a sandbox over HTTP, and throws what it refuses", async () => {
    const sandbox = createSandbox({ clock: () => 1_000 });
    const { url } = await sandbox.listen();
    try {
      const control = controlSandbox(url);
      expect(await control("POST", "/clock", { advanceMs: 5 })).toEqual({ now: 1_005 });
      await control("POST", "/faults", { fault: { kind: "empty" }, match: { path: "/charges" } });
      expect(sandbox.faults.list()).toHaveLength(1);
      expect(await control("POST", "/reset")).toBeUndefined();
      await expect(control("POST", "/clock", {})).rejects.toThrow("must have one of advanceMs, set and next");
    } finally {
      await sandbox.close();
    }
  });
});
