import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const CLI = fileURLToPath(new URL("../../src/sandbox/cli.ts", import.meta.url));
const SCRIPT = fileURLToPath(new URL("../sandbox/control-api/drive-over-http.sh", import.meta.url));

test("a shell script with curl drives all of it, on a sandbox in a process of its own", async () => {
  const sandbox = spawn(process.execPath, ["--import", "tsx", CLI, "--port", "0", "--token", "my-token"]);
  try {
    let printed = "";
    sandbox.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    while (!printed.includes("Requests:")) await once(sandbox.stdout, "data");
    const [, url = ""] = /base URL\s+(http:\S+)\/api\/v1/.exec(printed) ?? [];
    const { stdout } = await promisify(execFile)("sh", [SCRIPT, url, "my-token"]);
    expect(stdout).toBe("done\n");
  } finally {
    sandbox.kill("SIGKILL");
  }
});
