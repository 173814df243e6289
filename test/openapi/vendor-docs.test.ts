import { existsSync, readFileSync } from "node:fs";
import { JSONPathEnvironment } from "json-p3";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

/** Whether the patched spec has all that the vendor's pages show, and every open question has been decided. */

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: string[];
}
interface Operation {
  externalDocs?: { url: string };
  parameters?: { $ref?: string; name?: string; in?: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  "x-evidence"?: string;
  "x-evidence-response"?: string;
}
interface Fact {
  name: string;
  evidence: string;
  enum?: string[];
}
interface VendorFacts {
  operations: {
    method: string;
    path: string;
    page: string;
    evidence: string;
    response: string;
    parameters: (Fact & { in: string })[];
    fields: Fact[];
  }[];
  schemas: Record<string, Fact[]>;
  webhookEvents: string[];
  conflicts: string[];
  vendorConflicts: string[];
  unknowns: string[];
}

const document = parse(read("generated/openapi.yaml")) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; parameters: Record<string, { name: string; in: string }> };
};
const facts: VendorFacts = JSON.parse(read("test/openapi/vendor-facts.json"));

function operationAt(method: string, path: string): Operation | undefined {
  return document.paths[path]?.[method.toLowerCase()];
}

/** The schema itself and all that it may be, without references. */
function alternatives(schema: Schema): Schema[] {
  const target = schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
  if (!target) throw new Error(`${schema.$ref} leads nowhere`);
  const nested = [...(target.anyOf ?? []), ...(target.oneOf ?? []), ...(target.allOf ?? [])];
  return [target, ...nested.flatMap(alternatives)];
}

/** Schemas found under a field's name: `a.b` a property, `a[].b` a property of each item, `(root)` and `[]` the body. */
function schemasAt(name: string, body: Schema): Schema[] {
  const steps = name === "(root)" ? [] : name.replaceAll("[]", ".[]").split(".").filter(Boolean);
  return steps.reduce<Schema[]>(
    (schemas, step) =>
      schemas.flatMap((schema) => {
        const next = step === "[]" ? schema.items : schema.properties?.[step];
        return next ? alternatives(next) : [];
      }),
    alternatives(body),
  );
}

describe.each(facts.operations.filter(({ evidence }) => evidence === "verbatim"))(
  "$method $path, which a vendor page documents",
  ({ method, path, page, response, parameters, fields }) => {
    const operation = operationAt(method, path);

    it("is in the patched spec, with its evidence and its page", () => {
      expect(operation).toMatchObject({
        "x-evidence": "vendor",
        "x-evidence-response": expect.stringMatching(
          response === "verbatim" ? /^vendor$/ : response === "inferred" ? /^inferred$/ : /^(inferred|unknown)$/,
        ),
      });
      expect(operation?.externalDocs?.url).toBe(page);
    });

    it.each(parameters)("has the parameter $name", (parameter) => {
      const known = (operation?.parameters ?? []).map(
        ({ $ref, ...inline }) => document.components.parameters[$ref?.split("/").at(-1) ?? ""] ?? inline,
      );
      expect(known).toContainEqual(expect.objectContaining({ name: parameter.name, in: parameter.in }));
    });

    it.each(fields.filter(({ evidence }) => evidence === "verbatim"))("has the request field $name", (field) => {
      const body = operation?.requestBody?.content["application/json"]?.schema;
      const found = body ? schemasAt(field.name, body) : [];
      expect(found).not.toEqual([]);
      // Where values are listed but known to be incomplete, the spec accepts any text and lists them in the description.
      const values = JSON.stringify(found);
      for (const value of field.enum ?? []) expect(values).toContain(value);
    });

    it.each(fields.filter(({ evidence }) => evidence === "cut"))("leaves out $name, which no page shows", (field) => {
      const body = operation?.requestBody?.content["application/json"]?.schema;
      expect(body && schemasAt(field.name, body)).toEqual([]);
    });
  },
);

describe.each(Object.entries(facts.schemas).filter(([, fields]) => fields.length > 0))(
  "a vendor's sample of %s",
  (name, fields) => {
    it.each(fields.filter(({ evidence }) => evidence !== "cut"))("has the field $name", (field) => {
      expect(schemasAt(field.name, { $ref: `#/components/schemas/${name}` })).not.toEqual([]);
    });
  },
);

it("names every webhook event that a page shows", () => {
  expect(document.components.schemas["WebhookEventName"]?.enum).toEqual(facts.webhookEvents);
});

describe("evidence", () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );

  it.each(operations)("$name says how sure its path, request and response are", ({ operation }) => {
    expect(operation["x-evidence"]).toMatch(/^(vendor|inferred|source)$/);
    expect(operation["x-evidence-response"]).toMatch(/^(vendor|inferred|source|unknown)$/);
    if (operation["x-evidence"] !== "source")
      expect(operation.externalDocs?.url).toMatch(/^https:\/\/docs\.tratta\.io\//);
  });

  it("calls no operation documented that no page shows", () => {
    const documented = facts.operations.map(({ method, path }) => `${method} ${path}`);
    for (const { name, operation } of operations) {
      expect([name, operation["x-evidence"] === "vendor"]).toEqual([name, documented.includes(name)]);
    }
  });
});

describe.each(["conflicts", "vendorConflicts", "unknowns"] as const)("%s", (kind) => {
  type Decision = { by?: string; open?: string };
  const decisions: Record<string, Decision> = parse(read("test/openapi/vendor-decisions.yaml"))[kind];

  it("have all been decided, and nothing else has", () => {
    expect(Object.keys(decisions).toSorted()).toEqual(facts[kind].toSorted());
  });

  it.each(Object.entries(decisions))(
    "%s: is handled where the decision says, or open for a reason",
    (_, { by, open }) => {
      if (by === undefined) return expect(open).toMatch(/\w+ .*\.$/);
      expect(open).toBeUndefined();
      if (by.startsWith("$")) expect(new JSONPathEnvironment().query(by, document as never).length).toBeGreaterThan(0);
      else expect(existsSync(new URL(by, root))).toBe(true);
    },
  );
});
