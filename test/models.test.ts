import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

test("every schema has a model of its name, except the envelopes around them", () => {
  const { components }: { components: { schemas: Record<string, { properties?: object }> } } = parse(
    read("generated/openapi.yaml"),
  );
  // A name that is not capitalised cannot be told from a type of TypeScript's own.
  const schemas = Object.entries(components.schemas).filter(
    ([name, { properties }]) => /^[A-Z]/.test(name) && !("data" in (properties ?? {})),
  );
  const exported = read("generated/schema.ts").matchAll(/^export (?:type|interface) (\w+)/gm);
  expect([...exported].map(([, name]) => String(name)).toSorted()).toEqual(
    [...schemas.map(([name]) => name), "components", "operations", "paths"].toSorted(),
  );
  expect(read("src/models.ts")).toContain('export type * from "../generated/schema.ts";');
  expect(read("src/index.ts")).toContain('export type * from "./models.ts";');
});
