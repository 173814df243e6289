import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileSandbox } from "../../scripts/package/compile-sandbox.ts";
import { CONTROL_DOCUMENT } from "../../src/sandbox/control-api/control-document.ts";
import * as controlAtRunTime from "../../src/sandbox/control-api/control-validator.ts";
import * as atRunTime from "../../src/sandbox/http/openapi-document.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let compiled: typeof atRunTime;
let compiledControl: typeof controlAtRunTime;
let inputs: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tratta-compiled-"));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/sandbox/http/openapi-document.ts", "src/sandbox/control-api/control-validator.ts"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    outbase: "src/sandbox",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    metafile: true,
    plugins: [await compileSandbox(ROOT)],
  });
  inputs = Object.keys(metafile.inputs);
  compiled = await import(pathToFileURL(join(folder, "http/openapi-document.mjs")).href);
  compiledControl = await import(pathToFileURL(join(folder, "control-api/control-validator.mjs")).href);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIELDS =
  "name first_name last_name email amount card ach url events secret payment_method_id address customer_id id limit page status include subscribers frequency start_date fault kind match advanceMs set event".split(
    " ",
  );
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("", "7", "x", "a@b.test", "2025-03-10", null, true, 0, 0.5, -1),
    fc.dictionary(fc.constantFrom(...FIELDS), tie("any"), { maxKeys: 4 }),
    fc.array(tie("any"), { maxLength: 2 }),
  ),
})).any;
const object = fc.dictionary(fc.constantFrom(...FIELDS), value);
const query = fc.dictionary(fc.constantFrom(...FIELDS), fc.constantFrom("", "7", "x", "open"));

describe.each(["vendor", "source"] as const)("the compiled document of the dialect %s", (dialect) => {
  test("is the one that is read at run time", async () => {
    expect(compiled.definitionOf(dialect)).toEqual(atRunTime.definitionOf(dialect));
  });

  test("finds the same errors and makes the same of each request", { timeout: 60_000 }, async () => {
    const [expected, actual] = [
      await atRunTime.loadOpenApiDocument(dialect),
      await compiled.loadOpenApiDocument(dialect),
    ];
    const operations = fc.constantFrom(...expected.operations.keys());
    let refused = 0;
    fc.assert(
      fc.property(operations, object, query, object, (index, path, parameters, requestBody) => {
        const validate = (document: typeof expected): object => {
          const operation = document.operations[index];
          const parts = structuredClone({ path, query: parameters, header: {}, requestBody });
          const errors = operation && document.validate(operation, parts);
          if (errors === undefined || errors.length > 0) refused += 1;
          return { errors, parts };
        };
        expect(JSON.stringify(validate(actual))).toBe(JSON.stringify(validate(expected)));
      }),
      { numRuns: 2_000, seed: 7 },
    );
    // Some fit, some do not.
    expect(refused).toBeGreaterThan(1_000);
    expect(refused).toBeLessThan(4_000);
  });
});

test("the compiled control refuses the same requests for the same reasons", () => {
  const operations = Object.values(CONTROL_DOCUMENT.paths).flatMap((item) =>
    [item?.get ?? [], item?.post ?? []].flat(),
  );
  const messages = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...operations), query, object, (operation, parameters, body) => {
      const validate = ({ validateControlRequest }: typeof controlAtRunTime): string => {
        try {
          return JSON.stringify(validateControlRequest(operation, new URLSearchParams(parameters), body));
        } catch (error) {
          return String(error);
        }
      };
      const expected = validate(controlAtRunTime);
      messages.add(expected);
      expect(validate(compiledControl)).toBe(expected);
    }),
    { numRuns: 1_000, seed: 7 },
  );
  expect(messages.size).toBeGreaterThan(50);
});

test("neither a compiler nor a parser of YAML is bundled", () => {
  expect(inputs.filter((path) => /node_modules\/(yaml|ajv\/dist\/(core|compile))\//.test(path))).toEqual([]);
  expect(inputs.some((path) => path.includes("node_modules/ajv-formats/"))).toBe(true);
});
