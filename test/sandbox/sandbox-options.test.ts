import { describe, expect, test } from "vitest";
import { checkSandboxOptions, type SandboxOptions } from "../../src/sandbox/sandbox-options.ts";

const APP_ORIGIN = "https://app.test";

describe("checkSandboxOptions", () => {
  test("fills in the documented defaults", () => {
    expect(checkSandboxOptions({})).toEqual({
      token: "sandbox-token",
      allowedHosts: [],
      allowedOrigins: [],
      dialect: "vendor",
      seed: 1,
      customers: 25,
      rateLimit: undefined,
      clock: Date.now,
      paymentPlanRules: { unscheduled_payment_plan_editable: true, payment_plan_max_days_until_start_date: 31 },
      recordRequests: 10_000,
      maxPageSize: 500,
      strict: false,
      webhookFetch: undefined,
      snapshot: undefined,
      onRequest: undefined,
    });
  });

  test("reads a plain rate limit as requests per minute", () => {
    expect(checkSandboxOptions({ rateLimit: 300 }).rateLimit).toEqual({ requests: 300, windowMs: 60_000 });
    expect(checkSandboxOptions({ rateLimit: { requests: 5, windowMs: 100 } }).rateLimit).toEqual({
      requests: 5,
      windowMs: 100,
    });
  });

  test("keeps the other rule's default when one is given", () => {
    const { paymentPlanRules } = checkSandboxOptions({
      paymentPlanRules: { unscheduled_payment_plan_editable: false },
    });
    expect(paymentPlanRules).toEqual({
      unscheduled_payment_plan_editable: false,
      payment_plan_max_days_until_start_date: 31,
    });
  });

  const wrong: [name: string, options: unknown, error: new (message?: string) => Error][] = [
    ["options", null, TypeError],
    ["tokn", { tokn: "x" }, TypeError],
    ["token", { token: "" }, TypeError],
    ["token", { token: "two words" }, TypeError],
    ["token", { token: 7 }, TypeError],
    ["allowedHosts", { allowedHosts: "sandbox.test" }, TypeError],
    ["allowedHosts", { allowedHosts: ["*"] }, TypeError],
    ["allowedHosts", { allowedHosts: ["*.sandbox.test"] }, TypeError],
    ["allowedHosts", { allowedHosts: ["http://sandbox.test"] }, TypeError],
    ["allowedHosts", { allowedHosts: ["a@sandbox.test"] }, TypeError],
    ["allowedHosts", { allowedHosts: [""] }, TypeError],
    ["allowedHosts", { allowedHosts: [7] }, TypeError],
    ["allowedOrigins", { allowedOrigins: APP_ORIGIN }, TypeError],
    ["allowedOrigins", { allowedOrigins: ["*"] }, TypeError],
    ["allowedOrigins", { allowedOrigins: ["null"] }, TypeError],
    ["allowedOrigins", { allowedOrigins: ["app.test"] }, TypeError],
    ["allowedOrigins", { allowedOrigins: ["https://app.test/page"] }, TypeError],
    ["allowedOrigins", { allowedOrigins: ["https://*.app.test"] }, TypeError],
    ["dialect", { dialect: "Vendor" }, TypeError],
    ["seed", { seed: 1.5 }, RangeError],
    ["seed", { seed: "1" }, TypeError],
    ["customers", { customers: -1 }, RangeError],
    ["customers", { customers: Number.NaN }, RangeError],
    ["rateLimit", { rateLimit: 0 }, RangeError],
    ["rateLimit.requests", { rateLimit: { requests: 0, windowMs: 1 } }, RangeError],
    ["rateLimit.windowMs", { rateLimit: { requests: 1, windowMs: -1 } }, RangeError],
    ["rateLimit.window", { rateLimit: { requests: 1, window: 1 } }, TypeError],
    ["clock", { clock: 5 }, TypeError],
    ["onRequest", { onRequest: "log" }, TypeError],
    ["webhookFetch", { webhookFetch: "https://a.test" }, TypeError],
    [
      "paymentPlanRules.unscheduled_payment_plan_editable",
      { paymentPlanRules: { unscheduled_payment_plan_editable: "no" } },
      TypeError,
    ],
    [
      "paymentPlanRules.payment_plan_max_days_until_start_date",
      { paymentPlanRules: { payment_plan_max_days_until_start_date: 0 } },
      RangeError,
    ],
    ["paymentPlanRules.editable", { paymentPlanRules: { editable: true } }, TypeError],
    ["recordRequests", { recordRequests: -1 }, RangeError],
    ["maxPageSize", { maxPageSize: 501 }, RangeError],
  ];
  test.each(wrong)("refuses a wrong %s by name: %j", (name, options, error) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may do
    const check = (): unknown => checkSandboxOptions(options as SandboxOptions);
    expect(check).toThrow(error);
    expect(check).toThrow(name);
  });
});
