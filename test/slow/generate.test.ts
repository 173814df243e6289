import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { markEvidence } from "../../scripts/generate/mark-evidence.ts";
import { readSpecSources } from "../../scripts/spec/spec-sources.ts";
import { copyProject, PROJECT, runScript, type ProjectCopy } from "../support/project-copy.ts";

const SCRIPT = "scripts/generate.ts";
const BOTH = "generated/openapi.yaml, generated/schema.ts";

async function inCopy(test: (project: ProjectCopy) => Promise<void>): Promise<void> {
  const project = copyProject();
  try {
    await test(project);
  } finally {
    project.remove();
  }
}

describe.concurrent("npm run generate, with the real linter,", () => {
  it("writes both files and exits with 0; with --check it then finds nothing to do", () =>
    inCopy(async (project) => {
      const committed = project.snapshot();
      rmSync(join(project.root, "generated/openapi.yaml"));
      project.write("generated/schema.ts", "stale");

      const run = await runScript(SCRIPT, ["--root", project.root]);
      expect(run).toMatchObject({ exitCode: 0, stderr: "" });
      expect(run.stdout).toContain(`Wrote ${BOTH}`);
      expect(project.snapshot()).toEqual(committed);

      const check = await runScript(SCRIPT, ["--root", project.root, "--check"]);
      expect(check).toMatchObject({ exitCode: 0, stderr: "" });
      expect(check.stdout).toContain(`Up to date: ${BOTH}`);
      expect(project.snapshot()).toEqual(committed);
    }));

  it("exits with 1 when --check finds stale files, and says what to do", () =>
    inCopy(async (project) => {
      project.write("generated/schema.ts", "stale");
      const before = project.snapshot();

      const { exitCode, stdout, stderr } = await runScript(SCRIPT, ["--root", project.root, "--check"]);

      expect(exitCode).toBe(1);
      expect(stdout).toContain("+++ generated/schema.ts");
      expect(stderr).toBe("Out of date: generated/schema.ts. Run `npm run generate` and commit the result.\n");
      expect(project.snapshot()).toEqual(before);
    }));

  it("says that the linter did not run rather than that there is nothing to report", () =>
    inCopy(async (project) => {
      rmSync(join(project.root, "openapi/redocly.yaml"));

      const { exitCode, stderr } = await runScript(SCRIPT, ["--root", project.root]);

      expect(exitCode).toBe(1);
      expect(stderr).toContain("The linter did not run");
    }));

  it("applies the overlays as Redocly does, the second opinion on the result", () =>
    inCopy(async ({ root }) => {
      const { spec, overlays } = readSpecSources(PROJECT);
      const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin/cli.js");
      const output = join(root, "bundled.yaml");
      const options = overlays.flatMap(({ path }) => ["--overlay", join(PROJECT, path)]);
      const args = [redocly, "bundle", join(PROJECT, spec.path), ...options, "-o", output];
      args.push("--config", join(PROJECT, "openapi/redocly.yaml"));
      await promisify(execFile)(process.execPath, args, { env: { ...process.env, REDOCLY_TELEMETRY: "off" } });

      const committed = readFileSync(join(PROJECT, "generated/openapi.yaml"), "utf8");
      const bundled = parse(readFileSync(output, "utf8"));
      markEvidence(bundled); // The one thing that generate adds by itself.
      expect(parse(committed)).toEqual(bundled);
    }));
});
