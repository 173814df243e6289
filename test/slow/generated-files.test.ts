import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createGeneratedFiles } from "../../scripts/generate/generated-files.ts";
import { PATCHED_SPEC_PATH, SCHEMA_PATH } from "../../scripts/generate/generated-paths.ts";
import { readSpecSources } from "../../scripts/spec/spec-sources.ts";
import { PROJECT } from "../support/project-copy.ts";

const sources = readSpecSources(PROJECT);
const read = (path: string): string => readFileSync(join(PROJECT, path), "utf8");

describe("createGeneratedFiles", () => {
  it("makes the bytes that are committed, and logs each step", async () => {
    const steps: string[] = [];
    const { files } = await createGeneratedFiles(PROJECT, sources, (line) => steps.push(line));
    expect([...files.keys()]).toEqual([PATCHED_SPEC_PATH, SCHEMA_PATH]);
    for (const [path, text] of files) expect(text).toBe(read(path));
    expect(steps).toHaveLength(3);
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
