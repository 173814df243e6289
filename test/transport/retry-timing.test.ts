import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs, rateLimitResetMs, retryAfterMs } from "../../src/transport/retry-timing.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const SERVER_NOW = "Sun, 22 Nov 2026 10:00:00 GMT";
const IN_5_S = "Sun, 22 Nov 2026 10:00:05 GMT";
const HOUR_MS = 3_600_000;

describe("backOffMs", () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, 8_000],
    [6, 8_000],
    [1_000_000, 8_000],
  ])("spreads the wait after attempt %i over 0 to %i ms", (attempt, ceiling) => {
    expect(backOffMs(attempt, 0)).toBe(0);
    expect(backOffMs(attempt, 0.5)).toBe(ceiling / 2);
    expect(backOffMs(attempt, 1)).toBe(ceiling);
  });
});

describe("retryAfterMs", () => {
  it.each([
    ["0", 0],
    ["2", 2_000],
    [" 2 ", 2_000],
    ["007", 7_000],
    ["999999", 999_999_000],
    [IN_5_S, 5_000],
    ["Sunday, 22-Nov-26 10:00:05 GMT", 5_000],
    ["Sun Nov 22 10:00:05 2026", undefined],
    ["Sun, 22 Nov 2026 09:59:00 GMT", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["-1", undefined],
    ["+1", undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    ["0x10", undefined],
    ["abc", undefined],
    ["abc GMT", undefined],
    ["", undefined],
    ["2 seconds", undefined],
    ["2026", 2_026_000],
    ["2026-11-22T10:00:05Z", undefined],
    ["Sun, 99 Nov 2026 10:00:05 GMT", undefined],
    [NOW.toString(), NOW * 1_000],
  ])("reads %j as %s ms", (value, expected) => {
    expect(retryAfterMs(new Headers({ "Retry-After": value }), NOW)).toBe(expected);
    expect(retryAfterMs(new Headers({ "Retry-After": value, Date: SERVER_NOW }), NOW)).toBe(expected);
  });

  it("is undefined without the header", () => {
    expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
  });

  it.each([-HOUR_MS, HOUR_MS])("goes by the server's clock when ours is %i ms off", (error) => {
    const headers = new Headers({ "Retry-After": IN_5_S, Date: SERVER_NOW });
    expect(retryAfterMs(headers, NOW + error)).toBe(5_000);
  });

  it("goes by our clock when the server's Date is no date", () => {
    expect(retryAfterMs(new Headers({ "Retry-After": IN_5_S, Date: "soon" }), NOW)).toBe(5_000);
  });

  it("is never negative and never NaN, whatever the headers hold", () => {
    const value = fc.oneof(
      headerText(),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(value, value, (after, date) => {
        const delay = retryAfterMs(new Headers({ "Retry-After": after, Date: date }), NOW);
        expect(delay === undefined || delay >= 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("rateLimitResetMs", () => {
  const resetHeaders = (remaining: string, reset: string): Headers =>
    new Headers({ "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset, Date: SERVER_NOW });

  it.each([
    ["0", "7", 7_000],
    ["0", String(NOW / 1_000 + 7), 7_000],
    ["0", String(NOW / 1_000 - 7), 0],
    ["1", "7", 0],
    ["00", "7", 0],
    ["0", "-7", 0],
    ["0", "abc", 0],
    ["0", "", 0],
  ])("reads %s remaining with reset %s as %i ms", (remaining, reset, expected) => {
    expect(rateLimitResetMs(resetHeaders(remaining, reset), NOW)).toBe(expected);
  });

  it("is 0 without either header", () => {
    expect(rateLimitResetMs(new Headers(), NOW)).toBe(0);
    expect(rateLimitResetMs(new Headers({ "X-RateLimit-Remaining": "0" }), NOW)).toBe(0);
    expect(rateLimitResetMs(new Headers({ "X-RateLimit-Reset": "7" }), NOW)).toBe(0);
  });

  it("goes by the server's clock when ours is an hour off", () => {
    expect(rateLimitResetMs(resetHeaders("0", String(NOW / 1_000 + 7)), NOW + HOUR_MS)).toBe(7_000);
  });

  it("is never negative and never NaN, whatever the headers hold", () => {
    fc.assert(
      fc.property(fc.oneof(headerText(), fc.double().map(String)), (reset) => {
        expect(rateLimitResetMs(resetHeaders("0", reset), NOW)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

function headerText(): fc.Arbitrary<string> {
  return fc.string({ unit: "grapheme-ascii" });
}
