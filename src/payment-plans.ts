import { toApiError, toResponseError } from "./internal/response-errors.ts";
import type { TrattaClient } from "./client.ts";
import { PaymentPlanNotEditableError, TrattaRequestError } from "./errors.ts";
import type { PaymentPlan, PaymentPlanTerms } from "./models.ts";
import type { CallResult } from "./client-method.ts";
import { unwrap } from "./unwrap.ts";

/** Why a payment plan may not be edited. */
export type NotEditableReason = PaymentPlanNotEditableError["reason"];

export type PaymentPlanEditability =
  { readonly editable: true } | { readonly editable: false; readonly reason: NotEditableReason };

/** The part of a payment plan that decides whether it may be edited. */
export interface EditablePart {
  readonly rules?: { readonly unscheduled_payment_plan_editable?: boolean | null } | null;
  readonly charges?: readonly { readonly scheduled?: boolean | null }[] | null;
}

/**
 * Whether a payment plan may be edited: none of its charges is scheduled, and its rule
 * `unscheduled_payment_plan_editable` is true. Missing charges count as none; missing rules do not allow it.
 *
 * @see https://docs.tratta.io/payment-plans.html (documented; the order of the reasons is ours)
 */
export function paymentPlanEditability({ rules, charges }: EditablePart): PaymentPlanEditability {
  if (charges?.some((charge) => charge.scheduled)) return { editable: false, reason: "scheduled_charges" };
  const rule = rules?.unscheduled_payment_plan_editable;
  if (rule === true) return { editable: true };
  return { editable: false, reason: rule === false ? "rule_disabled" : "rule_missing" };
}

/** Whether a payment plan may be edited. `paymentPlanEditability` also returns the reason why not. */
export function isPaymentPlanEditable(plan: EditablePart): boolean {
  return paymentPlanEditability(plan).editable;
}

/** @throws {PaymentPlanNotEditableError} with the reason, when the plan may not be edited */
export function assertPaymentPlanEditable(plan: EditablePart): void {
  const editability = paymentPlanEditability(plan);
  if (!editability.editable) throw new PaymentPlanNotEditableError(editability.reason);
}

export type StartDateCheck =
  { readonly valid: true } | { readonly valid: false; readonly reason: "not_a_date" | "too_early" | "too_late" };

const DAY_MS = 86_400_000;

/**
 * Whether a plan may start on a date: at least one day after enrolment, at most `maxDaysUntilStart` days after it.
 * All dates are calendar dates, `YYYY-MM-DD`, without a time zone.
 *
 * @param options.enrolledOn calendar date on which the customer enrols
 * @param options.maxDaysUntilStart days; the plan's rule `payment_plan_max_days_until_start_date`. `@default 31`
 * @throws {TrattaRequestError} when an option is not a calendar date, or not a whole number of days
 * @see https://docs.tratta.io/payment-plans.html (documented)
 */
export function checkPaymentPlanStartDate(
  startDate: string,
  options: { readonly enrolledOn: string; readonly maxDaysUntilStart?: number | undefined },
): StartDateCheck {
  const { enrolledOn, maxDaysUntilStart = 31 } = options;
  const enrolled = dayNumber(enrolledOn);
  if (enrolled === undefined) throw new TrattaRequestError("enrolledOn", CALENDAR_DATE);
  if (!Number.isInteger(maxDaysUntilStart))
    throw new TrattaRequestError("maxDaysUntilStart", "must be a whole number of days");
  const start = dayNumber(startDate);
  if (start === undefined) return { valid: false, reason: "not_a_date" };
  if (start <= enrolled) return { valid: false, reason: "too_early" };
  return start - enrolled > maxDaysUntilStart ? { valid: false, reason: "too_late" } : { valid: true };
}

const CALENDAR_DATE = "must be a calendar date, YYYY-MM-DD";

/** Days since 1970-01-01; undefined unless the text is an existing calendar date. */
function dayNumber(date: unknown): number | undefined {
  if (typeof date !== "string" || !/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  const ms = Date.parse(date);
  // Some engines read 2026-02-30 as the second of March.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date) ? undefined : ms / DAY_MS;
}

const FREQUENCIES: readonly string[] = ["weekly", "every_other_week", "monthly", "last_of_month"];

/**
 * Changes the terms of a payment plan: reads the plan, checks that it is editable, then sends the new terms.
 *
 * The server has the last word: the customer may enrol between the check and the change.
 *
 * @param terms.start_date calendar date, `YYYY-MM-DD`; see `checkPaymentPlanStartDate`
 * @param terms.amount of each payment, above 0, in the unit of the account's other amounts
 * @returns the plan as the server returns it
 * @throws {PaymentPlanNotEditableError} before the change is sent
 * @throws {TrattaRequestError} for terms the API does not accept, naming the field, before anything is sent
 * @throws {TrattaApiError} when the server refuses, and the errors of `createTrattaClient`
 * @see PUT /payment-plans/{id}
 */
export async function updatePaymentPlan(
  client: TrattaClient,
  id: string,
  terms: PaymentPlanTerms,
): Promise<PaymentPlan> {
  const { frequency, start_date, amount } = terms;
  if (!FREQUENCIES.includes(frequency)) {
    throw new TrattaRequestError("frequency", `must be one of ${FREQUENCIES.join(", ")}`);
  }
  if (dayNumber(start_date) === undefined) throw new TrattaRequestError("start_date", CALENDAR_DATE);
  if (!Number.isFinite(amount) || amount <= 0) throw new TrattaRequestError("amount", "must be a number above 0");

  const params = { path: { id } };
  assertPaymentPlanEditable(await planOf(client.GET("/payment-plans/{id}", { params })));
  return planOf(client.PUT("/payment-plans/{id}", { params, body: { frequency, start_date, amount } }));
}

/**
 * Deletes a payment plan.
 *
 * A 404 counts as success when an earlier attempt of the same call had an unknown outcome: that attempt deleted the plan.
 *
 * @throws {TrattaApiError} when the server refuses, also when it responds `success: false` with a 2xx status
 * @throws {TrattaResponseError} when a 2xx response does not say whether it succeeded
 * @see DELETE /payment-plans/{id}
 */
export async function deletePaymentPlan(client: TrattaClient, id: string): Promise<void> {
  const { data, error, response } = await client.DELETE("/payment-plans/{id}", { params: { path: { id } } });
  if (!response.ok || data?.success === false) {
    const apiError = toApiError(response, error ?? data);
    if (apiError.status === 404 && apiError.outcome === "unknown") return;
    throw apiError;
  }
  // The status of an empty 2xx is enough. A body has to report the success.
  if (data !== undefined && data?.success !== true) throw toResponseError(response, "a response without `success`");
}

async function planOf(call: Promise<CallResult<{ data?: PaymentPlan }>>): Promise<PaymentPlan> {
  const result = await call;
  const plan = (await unwrap(result))?.data;
  if (!plan) throw toResponseError(result.response, "a response without `data`");
  return plan;
}
