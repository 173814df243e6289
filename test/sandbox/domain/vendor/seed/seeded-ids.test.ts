import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeededIds } from "../../../../../src/sandbox/domain/vendor/seed/seeded-ids.ts";

const KINDS = [
  "customers",
  "debt_accounts",
  "payment_plans",
  "charges",
  "transactions",
  "tickets",
  "locations",
] as const;
const place = fc.record({
  kind: fc.constantFrom(...KINDS),
  customer: fc.nat(999_999),
  ordinal: fc.nat(15),
});
const key = fc.nat(2 ** 32 - 1);

test("an id tells its record again, and to its own seed alone", () => {
  fc.assert(
    fc.property(place, key, key, ({ kind, customer, ordinal }, one, other) => {
      const id = createSeededIds(one).encode(kind, customer, ordinal);
      expect(id).toMatch(
        kind === "transactions"
          ? /^tx_[\da-f]{12}4[\da-f]{3}[89ab][\da-f]{15}$/
          : /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      );
      expect(createSeededIds(one).decode(id)).toEqual({ kind, customer, ordinal });
      if (one !== other) expect(createSeededIds(other).decode(id)).toBeUndefined();
    }),
  );
});

test("no other text is taken for one", () => {
  const ids = createSeededIds(1);
  const id = ids.encode("customers", 5, 0);
  const near = fc.tuple(fc.nat(35), fc.constantFrom(..."0123456789abcdef-A")).map(([at, digit]) => {
    return id.slice(0, at) + digit + id.slice(at + 1);
  });
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), fc.string(), near), (text) => {
      expect(ids.decode(text)?.customer).toBe(text === id ? 5 : undefined);
    }),
    { numRuns: 2_000 },
  );
  for (const text of [id.toUpperCase(), ` ${id}`, `tx_${id.replaceAll("-", "")}`, `${id}0`]) {
    expect(ids.decode(text)).toBeUndefined();
  }
});

test("two records never have the same id", () => {
  const { encode } = createSeededIds(7);
  const all = Array.from({ length: 20_000 }, (_, customer) => encode("charges", customer, customer % 12));
  expect(new Set(all).size).toBe(all.length);
});
