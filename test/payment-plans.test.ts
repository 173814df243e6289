import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTrattaClient, type TrattaClient } from "../src/client.ts";
import { PaymentPlanNotEditableError, TrattaApiError, TrattaRequestError } from "../src/errors.ts";
import type { PaymentPlanTerms } from "../src/models.ts";
import {
  assertPaymentPlanEditable,
  deletePaymentPlan,
  type EditablePart,
  isPaymentPlanEditable,
  paymentPlanEditability,
  updatePaymentPlan,
} from "../src/payment-plans.ts";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A client whose requests are answered in turn; the last answer is given for ever. */
function clientThatAnswers(...answers: (() => Response)[]): { client: TrattaClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createTrattaClient({
    baseUrl: "https://api.test/api/v1",
    token: "token",
    retry: { maxDelayMs: 0 },
    fetch: async (request) => {
      sent.push({ method: request.method, url: request.url, body: await request.text() });
      return (answers[Math.min(sent.length, answers.length) - 1] as () => Response)();
    },
  });
  return { client, sent };
}
const json =
  (body: unknown, status = 200) =>
  (): Response =>
    Response.json(body, { status });
function lose(code: string): Response {
  throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) });
}

describe("paymentPlanEditability", () => {
  const scheduled = { scheduled: true };
  const waiting = { scheduled: false };
  const allowed = { unscheduled_payment_plan_editable: true };
  const forbidden = { unscheduled_payment_plan_editable: false };

  test.each<[EditablePart, string]>([
    [{ rules: allowed, charges: [] }, "editable"],
    [{ rules: allowed }, "editable"],
    [{ rules: allowed, charges: null }, "editable"],
    [{ rules: allowed, charges: [waiting, {}, { scheduled: null }] }, "editable"],
    [{ rules: allowed, charges: [waiting, scheduled] }, "scheduled_charges"],
    [{ rules: forbidden, charges: [scheduled] }, "scheduled_charges"],
    [{ charges: [scheduled] }, "scheduled_charges"],
    [{ rules: forbidden, charges: [waiting] }, "rule_disabled"],
    [{ rules: forbidden }, "rule_disabled"],
    [{ rules: {}, charges: [] }, "rule_missing"],
    [{ rules: { unscheduled_payment_plan_editable: null } }, "rule_missing"],
    [{ rules: null }, "rule_missing"],
    [{}, "rule_missing"],
  ])("%j is %s", (plan, answer) => {
    expect(paymentPlanEditability(plan)).toEqual(
      answer === "editable" ? { editable: true } : { editable: false, reason: answer },
    );
  });

  test("takes a rule or charge of another type for a no, never for a yes", () => {
    const rules = (value: unknown): EditablePart =>
      ({ rules: { unscheduled_payment_plan_editable: value } }) as EditablePart;
    for (const value of ["true", "false", 1, 0, {}, []]) expect(isPaymentPlanEditable(rules(value))).toBe(false);
    for (const value of ["true", 1]) {
      expect(
        isPaymentPlanEditable({ rules: allowed, charges: [{ scheduled: value }] } as unknown as EditablePart),
      ).toBe(false);
    }
  });

  test("follows the page for every plan: nothing scheduled, and the rule is true", () => {
    const flag = fc.option(fc.boolean(), { nil: undefined, freq: 4 });
    const charges = fc.option(fc.array(fc.record({ scheduled: flag, amount: fc.nat() })), { nil: undefined, freq: 5 });
    const rules = fc.option(fc.record({ unscheduled_payment_plan_editable: flag }), { nil: null, freq: 4 });
    fc.assert(
      fc.property(rules, charges, (planRules, planCharges) => {
        const plan = { rules: planRules, charges: planCharges } as EditablePart;
        const anyScheduled = (planCharges ?? []).filter((charge) => charge.scheduled === true).length > 0;
        const rule = planRules === null ? undefined : planRules.unscheduled_payment_plan_editable;
        const reason = anyScheduled ? "scheduled_charges" : rule === false ? "rule_disabled" : "rule_missing";
        const editable = !anyScheduled && rule === true;

        expect(paymentPlanEditability(plan)).toEqual(editable ? { editable } : { editable, reason });
        expect(isPaymentPlanEditable(plan)).toBe(editable);
        const error = thrownBy(() => assertPaymentPlanEditable(plan));
        expect(error instanceof PaymentPlanNotEditableError ? error.reason : error).toBe(editable ? undefined : reason);
      }),
      { numRuns: 500 },
    );
  });

  test("assertPaymentPlanEditable throws an error that tells the reason and that nothing was sent", () => {
    expect(thrownBy(() => assertPaymentPlanEditable({ rules: forbidden }))).toMatchObject({
      code: "PaymentPlanNotEditableError",
      reason: "rule_disabled",
      outcome: "not_sent",
      message: "the payment plan is not editable (rule_disabled)",
    });
  });
});

function thrownBy(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

const TERMS: PaymentPlanTerms = { frequency: "weekly", start_date: "2026-01-02", amount: 700 };
const EDITABLE = { id: "p1", rules: { unscheduled_payment_plan_editable: true }, charges: [] };

describe("updatePaymentPlan", () => {
  test("reads the plan, then sends the three terms and gives the plan that is answered", async () => {
    const { client, sent } = clientThatAnswers(json({ data: EDITABLE }), json({ data: { ...EDITABLE, amount: 700 } }));
    const terms = { ...TERMS, total_amount: 1, id: "other" };
    expect(await updatePaymentPlan(client, "p 1/2", terms)).toEqual({ ...EDITABLE, amount: 700 });
    const url = "https://api.test/api/v1/payment-plans/p%201%2F2";
    expect(sent).toEqual([
      { method: "GET", url, body: "" },
      { method: "PUT", url, body: JSON.stringify(TERMS) },
    ]);
  });

  test.each([
    ["scheduled_charges", { ...EDITABLE, charges: [{ scheduled: true }] }],
    ["rule_disabled", { ...EDITABLE, rules: { unscheduled_payment_plan_editable: false } }],
    ["rule_missing", { id: "p1" }],
  ])("sends nothing but the GET when the plan is not editable: %s", async (reason, plan) => {
    const { client, sent } = clientThatAnswers(json({ data: plan }));
    await expect(updatePaymentPlan(client, "p1", TERMS)).rejects.toMatchObject({
      code: "PaymentPlanNotEditableError",
      reason,
    });
    expect(sent.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each<[string, object]>([
    ["frequency", { frequency: "biweekly" }],
    ["frequency", { frequency: "Weekly" }],
    ["frequency", { frequency: undefined }],
    ["frequency", { frequency: "toString" }],
    ["start_date", { start_date: "2026-02-30" }],
    ["start_date", { start_date: "2026-01-02T00:00:00Z" }],
    ["start_date", { start_date: "" }],
    ["start_date", { start_date: undefined }],
    ["start_date", { start_date: ["2026-01-02"] }],
    ["start_date", { start_date: new Date("2026-01-02") }],
    ["amount", { amount: 0 }],
    ["amount", { amount: -5 }],
    ["amount", { amount: Number.NaN }],
    ["amount", { amount: Infinity }],
    ["amount", { amount: "700" }],
    ["amount", { amount: 700n }],
    ["amount", { amount: undefined }],
  ])("refuses a wrong %s, naming it, and sends nothing: %o", async (field, wrong) => {
    const { client, sent } = clientThatAnswers(json({ data: EDITABLE }));
    const updating = updatePaymentPlan(client, "p1", { ...TERMS, ...wrong });
    await expect(updating).rejects.toBeInstanceOf(TrattaRequestError);
    await expect(updating).rejects.toMatchObject({ field });
    expect(sent).toEqual([]);
  });

  test("names the frequencies there are", async () => {
    const { client } = clientThatAnswers(json({ data: EDITABLE }));
    const terms = { ...TERMS, frequency: "daily" } as unknown as PaymentPlanTerms;
    await expect(updatePaymentPlan(client, "p1", terms)).rejects.toThrow(
      "frequency must be one of weekly, every_other_week, monthly, last_of_month",
    );
  });

  test.each(["", " ", ".", "..", "%2e%2e", "a/../b", undefined])("refuses the id %o and sends nothing", async (id) => {
    const { client, sent } = clientThatAnswers(json({ data: EDITABLE }));
    await expect(updatePaymentPlan(client, id as string, TERMS)).rejects.toMatchObject({
      code: "TrattaRequestError",
      field: "params.path.id",
    });
    expect(sent).toEqual([]);
  });

  test("passes on what the server refuses", async () => {
    const refusal = { error: "start_date is too late", errorCode: "start_date_out_of_range" };
    const { client } = clientThatAnswers(json({ data: EDITABLE }), json(refusal, 422));
    const error = await updatePaymentPlan(client, "p1", TERMS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrattaApiError);
    expect(error).toMatchObject({
      method: "PUT",
      path: "/payment-plans/{id}",
      status: 422,
      outcome: "rejected",
      errorCode: "start_date_out_of_range",
      body: refusal,
    });
  });

  test("sends no change when the plan cannot be read", async () => {
    const { client, sent } = clientThatAnswers(json({ error: "not found" }, 404));
    await expect(updatePaymentPlan(client, "p1", TERMS)).rejects.toMatchObject({ method: "GET", status: 404 });
    expect(sent).toHaveLength(1);
  });

  test.each([{}, { data: null }, EDITABLE, null, "text"])(
    "takes a GET answered %j, without data, for no plan",
    async (body) => {
      const { client, sent } = clientThatAnswers(json(body));
      await expect(updatePaymentPlan(client, "p1", TERMS)).rejects.toMatchObject({
        code: "TrattaResponseError",
        method: "GET",
      });
      expect(sent).toHaveLength(1);
    },
  );

  test.each([json({}), json({ success: true }), () => new Response(null, { status: 204 })])(
    "an unexpected answer to the PUT has an unknown outcome (%#)",
    async (answer) => {
      const { client } = clientThatAnswers(json({ data: EDITABLE }), answer);
      await expect(updatePaymentPlan(client, "p1", TERMS)).rejects.toMatchObject({
        code: "TrattaResponseError",
        method: "PUT",
        outcome: "unknown",
      });
    },
  );
});

describe("deletePaymentPlan", () => {
  const empty = (status: number) => (): Response => new Response(null, { status });

  test.each([json({ success: true }), json({ success: true }, 202), empty(200), empty(204)])(
    "resolves when the server says that it worked (%#)",
    async (answer) => {
      const { client, sent } = clientThatAnswers(answer);
      expect(await deletePaymentPlan(client, "p1")).toBeUndefined();
      expect(sent).toEqual([{ method: "DELETE", url: "https://api.test/api/v1/payment-plans/p1", body: "" }]);
    },
  );

  test.each([
    [200, "rejected"],
    [202, "rejected"],
    [404, "rejected"],
    [409, "rejected"],
    [422, "rejected"],
    [500, "unknown"],
    [503, "unknown"],
  ])("success: false with status %i is an error, %s", async (status, outcome) => {
    const { client } = clientThatAnswers(json({ success: false }, status));
    await expect(deletePaymentPlan(client, "p1")).rejects.toMatchObject({
      code: "TrattaApiError",
      method: "DELETE",
      status,
      outcome,
      body: { success: false },
    });
  });

  test.each([{}, { data: {} }, { success: "true" }, { success: null }, null, [], "deleted"])(
    "a 2xx that answers %j does not say whether it worked",
    async (body) => {
      const { client } = clientThatAnswers(json(body));
      await expect(deletePaymentPlan(client, "p1")).rejects.toMatchObject({
        code: "TrattaResponseError",
        status: 200,
        outcome: "unknown",
      });
    },
  );

  test("a 404 is an error", async () => {
    const { client } = clientThatAnswers(json({ error: "not found" }, 404));
    await expect(deletePaymentPlan(client, "p1")).rejects.toMatchObject({
      status: 404,
      outcome: "rejected",
      attempts: 1,
    });
  });

  test.each([
    ["a lost connection", () => lose("ECONNRESET")],
    ["a 500", empty(500)],
    ["a 408", empty(408)],
    ["a 503", json({ error: "busy" }, 503)],
  ])("a 404 after %s is success: that attempt deleted the plan", async (_, first) => {
    const { client, sent } = clientThatAnswers(first, json({ error: "not found" }, 404));
    expect(await deletePaymentPlan(client, "p1")).toBeUndefined();
    expect(sent).toHaveLength(2);
  });

  test.each([
    ["a 429, which did nothing", empty(429)],
    ["a refused connection", () => lose("ECONNREFUSED")],
  ])("a 404 after %s is an error", async (_, first) => {
    const { client, sent } = clientThatAnswers(first, json({ error: "not found" }, 404));
    await expect(deletePaymentPlan(client, "p1")).rejects.toMatchObject({ status: 404, attempts: 2 });
    expect(sent).toHaveLength(2);
  });

  test("success: false tells how long the server asked to wait", async () => {
    const { client } = clientThatAnswers(() => Response.json({ success: false }, { headers: { "Retry-After": "7" } }));
    await expect(deletePaymentPlan(client, "7")).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  test("success: false after a lost connection has an unknown outcome", async () => {
    const { client } = clientThatAnswers(() => lose("ECONNRESET"), json({ success: false }));
    await expect(deletePaymentPlan(client, "p1")).rejects.toMatchObject({ status: 200, outcome: "unknown" });
  });

  test.each(["", "  ", ".", "..", "%2E%2e", "../customers", undefined, null])(
    "refuses the id %o and sends nothing",
    async (id) => {
      const { client, sent } = clientThatAnswers(json({ success: true }));
      await expect(deletePaymentPlan(client, id as string)).rejects.toMatchObject({
        code: "TrattaRequestError",
        field: "params.path.id",
      });
      expect(sent).toEqual([]);
    },
  );
});
