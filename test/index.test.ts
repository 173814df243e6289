import { expect, test } from "vitest";
import * as main from "../src/index.ts";

test("the main entry exports these names, and no others", () => {
  expect(Object.keys(main).toSorted((a, b) => a.localeCompare(b))).toMatchInlineSnapshot(`
    [
      "assertPaymentPlanEditable",
      "chargeOnce",
      "checkPaymentPlanStartDate",
      "createMemoryLedger",
      "createTrattaClient",
      "deletePaymentPlan",
      "findCharge",
      "formatCents",
      "isPaymentPlanEditable",
      "isTrattaError",
      "paginate",
      "PaginationDriftError",
      "paymentPlanEditability",
      "PaymentPlanNotEditableError",
      "toCents",
      "TrattaApiError",
      "TrattaError",
      "TrattaNetworkError",
      "TrattaRequestError",
      "TrattaResponseError",
      "TrattaTimeoutError",
      "unwrap",
      "updatePaymentPlan",
    ]
  `);
});

test("each error class has its own name as a literal code", () => {
  const classes = Object.entries(main).filter(
    ([, value]) => typeof value === "function" && value.prototype instanceof main.TrattaError,
  );
  expect(classes).toHaveLength(7);
  for (const [name, value] of classes) {
    const error: unknown = Reflect.construct(value, ["problem", { outcome: "unknown" }]);
    expect(error).toMatchObject({ code: name, name });
    expect(main.isTrattaError(error)).toBe(true);
  }
});
