import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../scripts/spec/json-value.ts";
import { patchSpec, type PatchedSpec } from "../../../scripts/overlay/patch-spec.ts";
import { SpecProblemsError, type SpecProblem } from "../../../scripts/spec/spec-problem.ts";
import { readSpecSources } from "../../../scripts/spec/spec-sources.ts";
import { PROJECT } from "../../support/project-copy.ts";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const { spec, overlays } = readSpecSources(PROJECT);
const source: JsonObject = parse(spec.text);

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function operationsOf(document: JsonObject): string[] {
  const { paths } = document;
  if (!isJsonObject(paths)) throw new Error("no paths");
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(Object(item))
      .filter((key) => METHODS.includes(key))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Every value of `part` that `whole` has lost or changed; elements of a list may gain company but not move. */
function lost(part: JsonValue, whole: JsonValue | undefined, path = "#"): string[] {
  if (isJsonObject(part)) {
    return Object.entries(part).flatMap(([key, child]) =>
      lost(child, isJsonObject(whole) ? whole[key] : undefined, `${path}/${key}`),
    );
  }
  if (Array.isArray(part)) {
    return part.flatMap((child, index) =>
      lost(child, Array.isArray(whole) ? whole[index] : undefined, `${path}/${index}`),
    );
  }
  return part === whole ? [] : [path];
}

describe("the source spec", () => {
  it("is the text that the vendor's description was folded to, when its white space is folded again", () => {
    expect(sha256(spec.text.trim().split(/\s+/).join(" "))).toBe(
      "78ba462ae8a2ae3dcb38d3c867357f0c1ae6392522edfa18a888ab51df29822a",
    );
  });

  it("has the content that it had when it was rebuilt", () => {
    expect(sha256(JSON.stringify(source))).toBe("d68450f8086d0bc3018b1b4013e5f436877cc9b8e2f74c88dba248fe4e2f9e42");
  });

  it("is the file whose hash is in its provenance", () => {
    expect(readFileSync(join(PROJECT, "openapi/README.md"), "utf8")).toContain(sha256(spec.text));
  });
});

describe("the patched spec", () => {
  const { document } = patchSpec(spec, overlays);

  it("has every operation of the source, the three of the payment-plans page, and those of the vendor's other pages", () => {
    const before = operationsOf(source);
    expect(before).toHaveLength(27);
    const all = operationsOf(document);
    expect(all).toEqual(expect.arrayContaining(before));
    const added = all.filter((operation) => !before.includes(operation));
    expect(added).toEqual(
      expect.arrayContaining(["GET", "PUT", "DELETE"].map((method) => `${method} /payment-plans/{id}`)),
    );
    // Of the vendor's pages, test/openapi/vendor-docs.test.ts checks every operation by name.
  });

  it("has lost nothing that the source has, but for the values that the vendor's pages contradict", () => {
    const body = "requestBody/content/application/json/schema/$ref";
    expect(lost(source, document)).toEqual([
      "#/tags/6/description",
      // A body that is the source's or the vendor's.
      `#/paths//customers/post/${body}`,
      `#/paths//customers/{id}/put/${body}`,
      `#/paths//charges/post/${body}`,
      "#/paths//transactions/get/parameters/3/schema/format",
      "#/paths//transactions/get/parameters/3/description",
      "#/paths//transactions/get/parameters/4/schema/format",
      "#/paths//transactions/get/parameters/4/description",
      `#/paths//webhooks/post/${body}`,
      // The limit of tickets, and the page behind it, which moved up.
      "#/paths//tickets/get/parameters/0/$ref",
      "#/paths//tickets/get/parameters/1/$ref",
      "#/components/schemas/PaginationMeta/properties/per_page/type",
      // Moved to the model CustomerSession.
      ...["type", "properties/id/type", "properties/magic_link/type", "properties/magic_link/format"]
        .concat(["properties/expires_at/type", "properties/expires_at/format"])
        .map((path) => `#/components/schemas/CustomerSessionResponse/properties/data/${path}`),
      "#/components/schemas/Ticket/properties/created_at/format",
    ]);
    expect(document).toMatchObject({
      components: { schemas: { CustomerSession: { properties: { magic_link: { type: "string", format: "uri" } } } } },
    });
  });

  it("has what the payment-plans page adds", () => {
    expect(document).toMatchObject({
      components: {
        schemas: {
          PaymentPlan: {
            properties: {
              amount: { type: "number" },
              frequency: { enum: ["weekly", "biweekly", "monthly", "every_other_week", "last_of_month"] },
              rules: expect.anything(),
              charges: { type: "array" },
            },
          },
          DebtAccount: { properties: { payment_plan: expect.anything() } },
          DebtAccountRequest: { properties: { payment_plan: expect.anything() } },
        },
      },
    });
  });

  it("keeps a reason beside each of its overlay actions", () => {
    for (const { text } of overlays) {
      const { actions }: { actions: { description: string }[] } = parse(text);
      for (const { description } of actions) expect(description.length).toBeGreaterThan(40);
    }
  });
});

const SPEC = `openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      parameters: [{name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}]
      responses: {'200': {description: ok}}
components:
  schemas:
    Page: {type: integer, enum: [1, 2]}
    Other: {type: string}
`;

function patch(specText: string, ...actions: JsonObject[]): PatchedSpec {
  const described = actions.map((action, index) => ({ description: `Action ${index}`, ...action }));
  const text = stringify({ overlay: "1.1.0", info: { title: "T", version: "1" }, actions: described });
  return patchSpec({ path: "spec.yaml", text: specText }, [{ path: "overlay.yaml", text }]);
}

function problemsOf(specText: string, ...actions: JsonObject[]): SpecProblem[] {
  try {
    patch(specText, ...actions);
    return [];
  } catch (error) {
    if (error instanceof SpecProblemsError) return [...error.problems];
    throw error;
  }
}

const harmless: JsonObject = { target: "$.info", update: { "x-a": 1 } };

describe("patchSpec", () => {
  it("applies overlays in the order given", () => {
    const [first, second] = [1, 2].map((value) => ({
      path: `${value}.yaml`,
      text: stringify({
        overlay: "1.1.0",
        info: { title: "T", version: "1" },
        actions: [{ description: "D", target: "$.components.schemas.Page.enum", update: value + 10 }],
      }),
    }));
    const { document, actions } = patchSpec({ path: "spec.yaml", text: SPEC }, [first!, second!]);
    expect(document).toMatchObject({ components: { schemas: { Page: { enum: [1, 2, 11, 12] } } } });
    expect(actions).toBe(2);
  });

  for (const version of ["openapi: 3.1.0", "openapi: 3.0", "openapi: 2.0.0", "swagger: '2.0'", "asyncapi: 3.0.0"]) {
    it(`refuses a spec that begins with \`${version}\``, () => {
      const problems = problemsOf(SPEC.replace("openapi: 3.0.3", version), harmless);
      expect(problems).toEqual([expect.objectContaining({ code: "invalid_spec", file: "spec.yaml", line: 1 })]);
      expect(problems[0]?.message).toContain("only OpenAPI 3.0.x");
    });
  }

  it("reports a bad spec and a bad overlay together", () => {
    const problems = problemsOf("openapi: 3.1.0\n", { target: "$.[", remove: true });
    expect(problems.map(({ file }) => file)).toEqual(["overlay.yaml", "spec.yaml"]);
  });

  it("blames the spec for what the spec has wrong", () => {
    const dangling = SPEC.replace("schemas/Page'", "schemas/Gone'");
    expect(problemsOf(dangling, harmless)).toEqual([
      expect.objectContaining({ code: "dangling_reference", file: "spec.yaml", line: 6 }),
    ]);
    expect(problemsOf(SPEC.replace("[1, 2]", "[1, 1]"), harmless)).toEqual([
      expect.objectContaining({ code: "duplicate_entry", file: "spec.yaml", line: 10 }),
    ]);
  });

  it("lets an overlay mend what the spec has wrong", () => {
    const dangling = SPEC.replace("schemas/Page'", "schemas/Gone'");
    expect(problemsOf(dangling, { target: "$.components.schemas", update: { Gone: { type: "integer" } } })).toEqual([]);
  });

  it("blames an action for a dangling reference that it brings, or makes by taking the target away", () => {
    expect(problemsOf(SPEC, { target: "$.components.schemas", update: { New: { $ref: "#/nowhere" } } })).toEqual([
      expect.objectContaining({ code: "dangling_reference", action: "Action 0", line: 10 }),
    ]);
    expect(problemsOf(SPEC, harmless, { target: "$.components.schemas.Page", remove: true })).toEqual([
      expect.objectContaining({ code: "dangling_reference", action: "Action 1" }),
    ]);
  });

  it("blames an action for a parameter that was there already", () => {
    const action = { target: "$.paths['/a'].get.parameters", update: { name: "page", in: "query", required: true } };
    expect(problemsOf(SPEC, action)).toEqual([
      expect.objectContaining({ code: "duplicate_entry", action: "Action 0", file: "overlay.yaml" }),
    ]);
  });

  it("does not repeat a failure by way of what depends on it", () => {
    const problems = problemsOf(
      SPEC,
      { target: "$.components.schemes", update: { New: { type: "string" } } },
      { target: "$.components.schemas.Other", update: { properties: { x: { $ref: "#/components/schemas/New" } } } },
    );
    expect(problems).toEqual([expect.objectContaining({ code: "target_gone", action: "Action 0" })]);
  });

  it("traces a place in the result to the line that it comes from", () => {
    const { siteOf } = patch(
      SPEC,
      { target: "$.paths['/a']", update: { put: { "x-evidence": "vendor", tags: ["T"] } } },
      harmless,
    );
    expect(siteOf(["paths", "/a", "get", "responses"])).toEqual({ file: "spec.yaml", line: 7 });
    expect(siteOf(["paths", "/a", "put", "tags", 0])).toEqual({ file: "overlay.yaml", line: 12, action: "Action 0" });
    expect(siteOf(["components"])).toEqual({ file: "spec.yaml", line: 8 });
  });
});
