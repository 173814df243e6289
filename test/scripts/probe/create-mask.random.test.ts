import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { closeSchemas } from "../../../scripts/probe/close-schemas.ts";
import { createMask } from "../../../scripts/probe/create-mask.ts";
import { objectsIn, type JsonObject, type JsonValue } from "../../../scripts/spec/json-value.ts";
import { runs } from "../../support/runs.ts";

const document: JsonObject = parse(readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"));
const mask = createMask(document);
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
ajv.addSchema({ ...closeSchemas(document), $id: "document" });

const FORMATS = ["date", "date-time", "email", "uri", "uuid"] as const;
const SAMPLES = ["2000-01-01", "2000-01-01T00:00:00Z", "masked@example.com", "https://example.com/masked"];
const ID = "99999999-9999-4999-8999-999999999999";

/** Texts that are close to a format, or have it. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("0", "1", "2", "9", "-", ":", "T", "Z", " ", "a", "@", ".", "/", "%") }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 19).replace("T", " ")),
  fc.constantFrom("0000-00-00", "2026-02-30", "active", "archived", "true", "false", "True", ""),
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.uuid(),
  fc.bigInt({ min: 0n }).map(String),
);

describe("createMask", () => {
  it.each([
    ["Ada Byron", "xxx xxxxx"],
    ["12 Main St., Apt #4", "99 xxxx xx., xxx #9"],
    ["+1 (555) 010-4477", "+9 (999) 999-9999"],
    ["4111 1111 1111 1111", "9999 9999 9999 9999"],
    ["************4242", "************9999"],
    ["12|s3cr3tT0ken", "99|x9xx9xx9xxx"],
    ["Žofia Ångström ٣", "éxxxx éxxxxxéx 9"],
    ["2026-11-25", "2000-01-01"],
    ["2026-02-30", "9999-99-99"],
    ["0000-00-00", "9999-99-99"],
    ["2026-11-25 13:00:00", "9999-99-99 99:99:99"],
    ["2026-11-25T13:00:00.123+01:00", "2000-01-01T00:00:00Z"],
    ["ada.byron@mail.example", "masked@example.com"],
    ["https://x.production.tratta.io/api/v1/customers?page=2", "https://example.com/masked"],
    ["3fa85f64-5717-4562-b3fc-2c963f66afa6", ID],
    ["active", "active"],
    ["true", "true"],
    ["", ""],
    [4242, 1],
    [-7, -1],
    [0, 0],
    [19.99, 1.5],
    [true, true],
    [null, null],
  ])("turns %j into %j", (value, masked) => {
    expect(mask(value)).toEqual(masked);
  });

  it("leaves of a text its form alone: neither a letter, a digit nor another character survives", () => {
    const enums = objectsIn(document).flatMap(({ object: { enum: values } }) => (Array.isArray(values) ? values : []));
    const kept = new Set<JsonValue>([...enums, "true", "false"]);
    fc.assert(
      fc.property(text, (value) => {
        const masked = mask(value) as string;
        if (kept.has(value)) return;
        if ([...SAMPLES, ID].includes(masked)) return;
        expect(masked.replaceAll(/[x9é]/g, "")).toMatch(/^[\p{ASCII}]*$/u);
        expect(masked.replaceAll(/[x9é]/g, "")).not.toMatch(/[\p{L}\p{N}]/u);
        expect([...masked]).toHaveLength([...value].length);
      }),
      { numRuns: runs(2_000) },
    );
  });

  it.each(FORMATS)("keeps whether a text has the format %s", (format) => {
    const matches = ajv.compile({ type: "string", format });
    fc.assert(
      fc.property(text, (value) => {
        expect(matches(mask(value))).toBe(matches(value));
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("lets no name, number, address or token through, wherever it stands", () => {
    const secret = fc.oneof(
      fc.stringMatching(/^[A-Z][a-z]{5,12}$/),
      fc.stringMatching(/^[0-8]{4,19}$/),
      fc.stringMatching(/^\d{1,3}\|[A-Za-z0-9]{40}$/),
      fc.stringMatching(/^[b-f]{4,8}@[b-f]{4,8}\.test$/),
    );
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (found, before, after) => {
        const value = `${before}${found}${after}`;
        const body = {
          data: [{ name: found, id: found, note: value, list: [[value]], balance: Number(found) || 1, [found]: 1 }],
          metadata: { [found.toLowerCase()]: found, [value]: value },
        };
        const masked = JSON.stringify(mask(body)).toLowerCase();
        expect(masked).not.toContain(found.toLowerCase());
      }),
    );
  });

  it("keeps names of fields, documented or not, and masks keys that are data", () => {
    const body = { data: { newField: 1, "Ada Byron": 1, "4111": 1, "a@b.example": 1 }, metadata: { spouse: "Ada" } };
    expect(mask(body)).toEqual({
      data: { newField: 1, "xxx xxxxx": 1, "9999": 1, "x@x.xxxxxxx": 1 },
      metadata: { xxxxxx: "xxx" },
    });
  });

  it("masks all keys inside a map or an undocumented field, since they may be names of persons", () => {
    const body = {
      data: [{ by_person: { ada: [{ byron: 1 }] }, metadata: { ada: { byron: { lovelace: 1 } } } }],
    };
    expect(mask(body)).toEqual({
      data: [{ by_person: { xxx: [{ xxxxx: 1 }] }, metadata: { xxx: { xxxxx: { xxxxxxxx: 1 } } } }],
    });
    expect(mask({ metadata: [{ attribute: "ada", value: "b" }] })).toEqual({
      metadata: [{ attribute: "xxx", value: "x" }],
    });
  });

  it("masks keys that hold a secret, in any case", () => {
    const guarded = createMask(document, ["LetterToken"]);
    expect(guarded({ LetterToken: 1, x_lettertoken: 1, other: 1 })).toEqual({
      xxxxxxxxxxx: 1,
      x_xxxxxxxxxxx: 1,
      other: 1,
    });
  });

  it.each(["Customer", "DebtAccount", "PaymentMethod", "Ticket", "PaginationMeta", "PaginationLinks"])(
    "changes nothing about whether a %s fits its schema",
    (name) => {
      const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
      const { properties } = (document as { components: { schemas: Record<string, { properties: JsonObject }> } })
        .components.schemas[name] ?? { properties: {} };
      const value: fc.Arbitrary<JsonValue> = fc.oneof(
        { weight: 4, arbitrary: text },
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(fc.record({ line1: text, attribute: text }, { requiredKeys: [] }), { maxLength: 2 }),
        fc.record({ id: text, unknown: text }, { requiredKeys: [] }),
      );
      const field = fc.constantFrom(...Object.keys(properties), "undocumented");
      const body = fc.dictionary(field, value, { maxKeys: 3 }).map((fields) => ({ id: "1", ...fields }));
      fc.assert(
        fc.property(body, (before) => {
          expect(validate(mask(before))).toBe(validate(before));
        }),
        { numRuns: 500 },
      );
    },
  );
});
