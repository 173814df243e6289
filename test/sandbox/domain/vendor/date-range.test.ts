import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { namedDateRange } from "../../../../src/sandbox/domain/vendor/date-range.ts";

const THURSDAY = Date.parse("2025-05-15T12:00:00Z");

test.each<[string, string, string]>([
  ["today", "2025-05-15", "2025-05-15"],
  ["yesterday", "2025-05-14", "2025-05-14"],
  ["this_week", "2025-05-12", "2025-05-18"],
  ["this_week_to_date", "2025-05-12", "2025-05-15"],
  ["this_month", "2025-05-01", "2025-05-31"],
  ["this_month_to_date", "2025-05-01", "2025-05-15"],
  ["this_quarter", "2025-04-01", "2025-06-30"],
  ["this_quarter_to_date", "2025-04-01", "2025-05-15"],
  ["this_year", "2025-01-01", "2025-12-31"],
  ["this_year_to_date", "2025-01-01", "2025-05-15"],
  ["this_year_to_last_month", "2025-01-01", "2025-04-30"],
  ["last_week", "2025-05-05", "2025-05-11"],
  ["last_week_to_date", "2025-05-05", "2025-05-08"],
  ["last_month", "2025-04-01", "2025-04-30"],
  ["last_month_to_date", "2025-04-01", "2025-04-15"],
  ["last_quarter", "2025-01-01", "2025-03-31"],
  ["last_quarter_to_date", "2025-01-01", "2025-02-14"],
  ["last_year", "2024-01-01", "2024-12-31"],
  ["last_year_to_date", "2024-01-01", "2024-05-14"],
  ["since_30_days_ago", "2025-04-15", "2025-05-15"],
  ["since_60_days_ago", "2025-03-16", "2025-05-15"],
  ["since_90_days_ago", "2025-02-14", "2025-05-15"],
  ["since_365_days_ago", "2024-05-15", "2025-05-15"],
])("%s is from %s to %s", (name, first, last) => {
  expect(namedDateRange(name, THURSDAY)).toEqual([first, last]);
});

test("a month to date ends with a month that is shorter than today's", () => {
  expect(namedDateRange("last_month_to_date", Date.parse("2025-03-31"))).toEqual(["2025-02-01", "2025-02-28"]);
});

test("every documented range is known, on any day, and ends no earlier than it starts but for an empty year", () => {
  const document = parse(readFileSync(new URL("../../../../generated/openapi.yaml", import.meta.url), "utf8"));
  const { schema } = document.paths["/transactions"].get.parameters.find(
    ({ name }: { name?: string }) => name === "date_range",
  );
  const day = fc.integer({ min: 0, max: 40_000 }).map((days) => days * 86_400_000);
  fc.assert(
    fc.property(fc.constantFrom<string>(...schema.enum), day, (name, now) => {
      const [first = "", last = ""] = namedDateRange(name, now) ?? [];
      const isJanuary = new Date(now).getUTCMonth() === 0;
      if (name === "this_year_to_last_month" && isJanuary) expect(last < first).toBe(true);
      else expect(first <= last).toBe(true);
    }),
  );
  expect(namedDateRange("next_week", 0)).toBeUndefined();
  expect(namedDateRange("last_decade", 0)).toBeUndefined();
});
