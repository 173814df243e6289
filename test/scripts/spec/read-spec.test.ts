import { describe, expect, it } from "vitest";
import { parseSpec, readSpec } from "../../../scripts/spec/read-spec.ts";
import type { SpecProblem } from "../../../scripts/spec/spec-problem.ts";

const path = "spec.yaml";

describe("parseSpec", () => {
  it("returns an OpenAPI 3.0 document", () => {
    expect(parseSpec({ path, text: "openapi: 3.0.3\npaths: {}\n" })).toEqual({ openapi: "3.0.3", paths: {} });
  });

  it("throws with everything that is wrong, a repeated key included", () => {
    expect(() => parseSpec({ path, text: "openapi: 3.0.3\nx-a: 1\nx-a: 2\nx-b: .nan\n" })).toThrow(
      /^spec\.yaml:3: the object has this key twice.*\nspec\.yaml:4: .*not finite/,
    );
  });
});

describe("readSpec", () => {
  it("returns a document with a repeated key along with the problem, so that more can be found", () => {
    const problems: SpecProblem[] = [];
    expect(readSpec({ path, text: "openapi: 3.0.3\nx-a: 1\nx-a: 2\n" }, problems)?.value).toMatchObject({ "x-a": 2 });
    expect(problems).toHaveLength(1);
  });
});
