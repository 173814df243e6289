import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BaseUrlOptions, resolveBaseUrl } from "../src/base-url.ts";

const refusal = (field: string): unknown => expect.objectContaining({ code: "TrattaRequestError", field });

describe("resolveBaseUrl", () => {
  it("builds the address of each environment", () => {
    expect(resolveBaseUrl({ orgUuid: "org-1" })).toBe("https://org-1.sandbox.tratta.io/api/v1");
    expect(resolveBaseUrl({ orgUuid: "org-1", environment: "sandbox" })).toBe("https://org-1.sandbox.tratta.io/api/v1");
    expect(resolveBaseUrl({ orgUuid: "ORG-1", environment: "production" })).toBe(
      "https://org-1.production.tratta.io/api/v1",
    );
  });

  it.each([
    undefined,
    null,
    42,
    "",
    " ",
    "-a",
    "a-",
    "a.b",
    "a/b",
    "evil.test/",
    "a@evil.test",
    "a#",
    "a\n",
    "é",
    "a".repeat(64),
  ])("refuses the orgUuid %j", (orgUuid) => {
    expect(() => resolveBaseUrl({ orgUuid } as BaseUrlOptions)).toThrow(refusal("orgUuid"));
  });

  it.each(["staging", "", "Production", null, "toString"])("refuses the environment %j", (environment) => {
    expect(() => resolveBaseUrl({ orgUuid: "a", environment } as BaseUrlOptions)).toThrow(refusal("environment"));
  });

  it("stays on the vendor's domain whatever the orgUuid", () => {
    const orgUuid = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."a1-._/\\@:#?%[] \t\n\u3002é"), maxLength: 10 }),
      fc.string({ unit: "binary" }),
      fc.uuid(),
    );
    fc.assert(
      fc.property(orgUuid, (label) => {
        let url: URL;
        try {
          url = new URL(resolveBaseUrl({ orgUuid: label }));
        } catch (error) {
          expect(error).toEqual(refusal("orgUuid"));
          return;
        }
        expect(url.href).toBe(`https://${label.toLowerCase()}.sandbox.tratta.io/api/v1`);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["https://api.test", "https://api.test"],
    ["https://api.test///", "https://api.test"],
    ["https://API.test:443/Base/../v1/", "https://api.test/v1"],
    ["http://127.0.0.1:8080/api/v1", "http://127.0.0.1:8080/api/v1"],
    ["http://127.1", "http://127.0.0.1"],
    ["http://[::1]:8080/", "http://[::1]:8080"],
    ["http://localhost:8080", "http://localhost:8080"],
  ])("takes %s for %s", (baseUrl, expected) => {
    expect(resolveBaseUrl({ baseUrl })).toBe(expected);
  });

  it.each([
    ...["", "api.test", "/api/v1", "ftp://api.test", "file:///etc/passwd", "data:,x", "http://api.test", "https://"],
    ...[
      "http://localhost.evil.test",
      "http://127.0.0.1.evil.test",
      "http://10.0.0.1",
      "http://0.0.0.0",
      "http://localhost.",
    ],
    ...[
      "https://user:secret@api.test",
      "https://secret@api.test",
      "https://api.test?key=secret",
      "https://api.test/#secret",
    ],
    ...["https://api.test?", "https://api.test#", null, 42, {}],
  ])("refuses the baseUrl %j without quoting it", (baseUrl) => {
    expect(() => resolveBaseUrl({ baseUrl } as BaseUrlOptions)).toThrow(refusal("baseUrl"));
    expect(() => resolveBaseUrl({ baseUrl } as BaseUrlOptions)).toThrow(/^(?!.*secret).*$/s);
  });
});
