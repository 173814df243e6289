import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serializeBody } from "../../src/transport/body-serializer.ts";

const formHeaders = (type = "application/x-www-form-urlencoded"): Headers => new Headers({ "Content-Type": type });

describe("serializeBody", () => {
  it.each([undefined, new Headers(), new Headers({ "Content-Type": "application/json; charset=utf-8" })])(
    "writes JSON where no form is asked for",
    (headers) => {
      expect(serializeBody({ amount: 7.5, note: "a&b", nothing: null, left: undefined }, headers)).toBe(
        '{"amount":7.5,"note":"a&b","nothing":null}',
      );
      expect(serializeBody([{ amount: 1 }], headers)).toBe('[{"amount":1}]');
    },
  );

  it.each([
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded ;charset=utf-8",
    "APPLICATION/X-WWW-FORM-URLENCODED",
  ])("writes form fields for %s", (type) => {
    const body = {
      frequency: "weekly",
      start_date: "2026-12-01",
      amount: 7.5,
      note: "a&b=c é",
      flag: false,
      left: undefined,
    };
    expect(serializeBody(body, formHeaders(type))).toBe(
      "frequency=weekly&start_date=2026-12-01&amount=7.5&note=a%26b%3Dc+%C3%A9&flag=false",
    );
  });

  it("passes form fields and form data on that were made by the caller", () => {
    expect(serializeBody(new URLSearchParams({ amount: "1" }), formHeaders())).toBe("amount=1");
    const data = new FormData();
    expect(serializeBody(data)).toBe(data);
  });

  it.each<[string, unknown]>([
    ["an invalid date", new Date(NaN)],
    ["an invalid date of a library", { toJSON: () => null }],
    ["a Number object without a finite value", new Number(NaN)],
  ])("refuses %s, which JSON would send as null, naming the field", (_, paid) => {
    const refusal = expect.objectContaining({ code: "TrattaRequestError", field: "paid", outcome: "not_sent" });
    expect(() => serializeBody({ paid })).toThrow(refusal);
    expect(() => serializeBody({ charges: [{ paid }] })).toThrow(refusal);
    expect(() => serializeBody({ paid }, formHeaders())).toThrow(refusal);
    expect(() => serializeBody([paid])).toThrow(expect.objectContaining({ field: "0" }));
  });

  it("sends valid dates, Number objects and null as JSON does", () => {
    const body = { at: new Date(0), amount: new Number(7.5), none: null, list: [null] };
    expect(serializeBody(body)).toBe('{"at":"1970-01-01T00:00:00.000Z","amount":7.5,"none":null,"list":[null]}');
  });

  it.each([NaN, Infinity, -Infinity, 10n])("refuses %s, naming the field", (amount) => {
    const refusal = expect.objectContaining({ code: "TrattaRequestError", field: "amount" });
    expect(() => serializeBody({ amount })).toThrow(refusal);
    expect(() => serializeBody({ charges: [{ amount }] })).toThrow(refusal);
    expect(() => serializeBody({ amount }, formHeaders())).toThrow(refusal);
  });

  it.each([[{ nested: { a: 1 } }], [{ nested: ["a"] }], [{ nested: null }]])(
    "refuses %j in a form, naming the field",
    (body) => {
      expect(() => serializeBody(body, formHeaders())).toThrow(expect.objectContaining({ field: "nested" }));
    },
  );

  it("loses nothing of any JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(serializeBody(value) as string)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("loses nothing of any form", () => {
    const key = fc.string({ minLength: 1 }).filter((name) => name !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(key, fc.string({ unit: "grapheme" })), (form) => {
        const sent = Object.fromEntries(new URLSearchParams(serializeBody(form, formHeaders()) as string));
        expect(sent).toEqual({ ...form });
      }),
    );
  });
});
