import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createGeneratedFiles, PATCHED_SPEC_PATH, SCHEMA_PATH } from "../../../scripts/generate/generated-files.ts";
import { readSpecSources } from "../../../scripts/spec/spec-sources.ts";
import { copyProject, PROJECT } from "../../support/project-copy.ts";

const run = promisify(execFile);
const sources = readSpecSources(PROJECT);
const read = (path: string): string => readFileSync(join(PROJECT, path), "utf8");

describe("createGeneratedFiles", () => {
  it("makes the bytes that are committed, and tells of each step", async () => {
    const steps: string[] = [];
    const { files } = await createGeneratedFiles(PROJECT, sources, (line) => steps.push(line));
    expect([...files.keys()]).toEqual([PATCHED_SPEC_PATH, SCHEMA_PATH]);
    for (const [path, text] of files) expect(text).toBe(read(path));
    expect(steps).toHaveLength(3);
  });

  it("applies the overlays as Redocly does", async () => {
    const project = copyProject();
    try {
      const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin/cli.js");
      const output = join(project.root, "bundled.yaml");
      const overlays = sources.overlays.flatMap(({ path }) => ["--overlay", join(PROJECT, path)]);
      const config = ["--config", join(PROJECT, "openapi/redocly.yaml")];
      const args = [redocly, "bundle", join(PROJECT, sources.spec.path), ...overlays, "-o", output, ...config];
      await run(process.execPath, args, { env: { ...process.env, REDOCLY_TELEMETRY: "off" } });

      expect(parse(read(PATCHED_SPEC_PATH))).toEqual(parse(readFileSync(output, "utf8")));
    } finally {
      project.remove();
    }
  });
});

describe("the generated files", () => {
  const { version }: { version: string } = createRequire(import.meta.url)("openapi-typescript/package.json");

  for (const path of [PATCHED_SPEC_PATH, SCHEMA_PATH]) {
    it(`carry the hash of each source and the generator's version: ${path}`, () => {
      const head = read(path).split(/\n\n/)[0] ?? "";
      expect(head.match(/[0-9a-f]{64} .*/g)).toEqual(
        [sources.spec, ...sources.overlays].map((file) => {
          const hash = createHash("sha256")
            .update(readFileSync(join(PROJECT, file.path)))
            .digest("hex");
          return `${hash} ${file.path}`;
        }),
      );
      expect(head).toContain(`openapi-typescript ${version}`);
      expect(head).toContain("Do not edit");
    });

    it(`hold neither a date of generation nor a path of a machine: ${path}`, () => {
      const head = read(path).split(/\n\n/)[0] ?? "";
      expect(head).not.toMatch(/\b20\d\d-\d\d/);
      expect(read(path)).not.toContain(PROJECT);
    });
  }

  it("keep alternatives as unions of strings and do not turn defaults into required properties", () => {
    const schema = read(SCHEMA_PATH);
    expect(schema).not.toMatch(/^(export )?(declare )?(const )?enum /m);
    expect(schema).toMatch(/frequency\?: "weekly" \| "biweekly" \| "monthly" \| "every_other_week" \| "last_of_month"/);
    expect(schema).toMatch(/payment_plan_max_days_until_start_date\?: number/);
  });
});
