import type { PaymentPlanRecord } from "./records.ts";

/** A plan is completed once all of its charges have been collected. */
export function statusOfPlan({ charges }: PaymentPlanRecord): "active" | "completed" {
  return charges.every(({ charged_at }) => charged_at !== null) ? "completed" : "active";
}
