import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("first-call.ts pages through the seeded customers and the new one, and prints why a charge is rejected", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "test/examples/first-call.ts"]);
  expect(stdout).toMatch(/^[0-9a-f-]{36} 1201 validation_failed\n$/);
});
