import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runStagedChecks } from "../../scripts/change/staged-checks.ts";
import { createMiniProject } from "../support/mini-project.ts";
import type { ProjectCopy } from "../support/project-copy.ts";

let project: ProjectCopy;
let temporary: string;

beforeEach(() => {
  project = createMiniProject();
  temporary = mkdtempSync(join(tmpdir(), "tratta-staged-"));
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  project.remove();
  vi.unstubAllEnvs(); // before another file in this process makes a folder in there
  rmSync(temporary, { recursive: true });
});

function check(
  files: Record<string, string> = {},
  signal = new AbortController().signal,
): ReturnType<typeof runStagedChecks> {
  return runStagedChecks(project.root, new Map(Object.entries(files)), signal);
}

describe("runStagedChecks", { timeout: 120_000 }, () => {
  it("compiles and tests a copy with the new files, and leaves neither the copy nor a change behind", async () => {
    const before = project.snapshot();

    const { typeErrors, tests } = await check({
      "src/models.ts": "export const a: string = 1;\nexport interface TicketRequest { other: string }\n",
      "generated/openapi.yaml": "operationId: one\n",
    });

    expect(typeErrors[0]).toMatch(/^src\/models\.ts\(1,14\): error TS2322/);
    expect(typeErrors[1]).toMatch(/^test\/examples\/labels\.ts\(4,3\): error TS2353/);
    expect(tests).toMatchObject({ files: ["test/spec.test.ts"], passed: 0 });
    expect(tests.failures).toEqual([expect.stringContaining("knows the operations: AssertionError")]);
    expect(project.snapshot()).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("counts a test file that does not load, and a skipped test, as failures", async () => {
    const reader = 'import { specText } from "../src/sandbox/http/read-definition.ts";\n';
    const { tests } = await check({
      "test/broken.test.ts": `${reader}throw new Error(specText.slice(0, 0) + "no such thing");\n`,
      // A file of the project under test, not a skipped test of ours: it has to be counted as a failure.
      "test/skipped.test.ts": `import { it } from "vitest";\n${reader}it.skip("works " + specText.length, () => {});\n`,
    });

    expect(tests.passed).toBe(1);
    expect(tests.failures.toSorted()).toEqual([
      expect.stringContaining("test/broken.test.ts: no such thing"),
      expect.stringMatching(/test\/skipped\.test\.ts: works \d+: did not run/),
    ]);
  });

  it("fails when no client test reaches the spec", async () => {
    const { tests } = await check({
      "test/spec.test.ts": 'import { it } from "vitest";\nit("is elsewhere", () => {});\n',
    });

    expect(tests).toMatchObject({
      passed: 0,
      failures: [expect.stringContaining("no client test reaches src/sandbox/")],
    });
  });

  it("throws when the compiler or the test runner does not run", async () => {
    await expect(check({ "tsconfig.json": "{ this is not json" })).rejects.toThrow(
      /compiler did not run|tests did not run/,
    );
  });

  it("leaves tests of the sandbox and of today's operations out, and compiles no tests", async () => {
    const pin =
      'import { expect, it } from "vitest";\nimport { specText } from "../../src/sandbox/http/read-definition.ts";\n';
    const { typeErrors, tests } = await check({
      "test/sandbox/pins.test.ts": `${pin}it("pins the spec", () => expect(specText).toBe(""));\n`,
      "test/types/spec-coverage.ts": "export const pinned: string = 1;\n",
      "test/types/hovers.test.ts": `${pin}const pinned: string = 1;\nit("pins types", () => expect(specText).toBe(pinned));\n`,
    });

    expect(typeErrors).toEqual([]);
    expect(tests).toMatchObject({ files: ["test/spec.test.ts"], passed: 1, failures: [] });
  });

  it("rejects with the reason of an abort and removes its copy", async () => {
    const reason = new Error("stopped");
    await expect(check({}, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
