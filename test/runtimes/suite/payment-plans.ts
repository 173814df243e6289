import {
  checkPaymentPlanStartDate,
  deletePaymentPlan,
  isPaymentPlanEditable,
  PaymentPlanNotEditableError,
  TrattaApiError,
  TrattaRequestError,
  type TrattaClient,
  unwrap,
  updatePaymentPlan,
} from "tratta-client";
import { assert, assertEqual, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

/** Payment plans from their creation to their end. */
export const paymentPlans: readonly Check[] = [
  {
    name: "a payment plan is created, read, edited, agreed to by magic link, refused to edit, and deleted",
    async run({ client, control }) {
      const api = client();
      const { id, customer_id } = await createPlan(api);
      const params = { path: { id } };
      const { data: plan } = await unwrap(api.GET("/payment-plans/{id}", { params }));
      assertEqual([plan?.frequency, plan?.charges?.length], ["weekly", 6], "plan");

      const terms = { frequency: "monthly", start_date: inDays(3), amount: 300 } as const;
      const edited = await updatePaymentPlan(api, id, terms);
      assertEqual([edited.frequency, edited.amount, edited.charges?.length], ["monthly", 300, 2], "edited plan");

      const { data: session } = await unwrap(api.POST("/customer_sessions", { body: { customer_id } }));
      const agreed = await fetch(session?.magic_link ?? "", { method: "POST" });
      assertEqual(agreed.status, 200, "status of the portal");

      const error = await rejectsWith(PaymentPlanNotEditableError, updatePaymentPlan(api, id, terms));
      assertEqual([error.reason, error.outcome], ["scheduled_charges", "not_sent"], "facts");
      assertEqual((await control.received()).requests.at(-1)?.method, "GET", "method of the last request");
      const refused = await api.PUT("/payment-plans/{id}", { params, body: terms });
      assertEqual(refused.error?.errorCode, "payment_plan_not_editable", "what the server says to a PUT");

      await deletePaymentPlan(api, id);
      assertEqual((await api.GET("/payment-plans/{id}", { params })).response.status, 404, "status after DELETE");
    },
  },
  {
    name: "terms the API does not take are refused, naming the field, before anything is sent",
    async run({ client, control }) {
      const good = { frequency: "monthly", start_date: "2026-03-31", amount: 300 } as const;
      for (const bad of [
        { frequency: "daily" as "weekly" },
        { start_date: "2026-02-30" },
        { amount: 0 },
        { amount: NaN },
      ]) {
        const error = await rejectsWith(TrattaRequestError, updatePaymentPlan(client(), "42", { ...good, ...bad }));
        assertEqual(error.field, Object.keys(bad)[0], "field");
      }
      assertEqual((await control.received()).requests.length, 0, "requests");
    },
  },
  {
    name: "a DELETE that answers success: false is an error, whatever its status",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 200, body: { success: false } });
      const error = await rejectsWith(TrattaApiError, deletePaymentPlan(client(), "42"));
      assertEqual(error.status, 200, "status");
    },
  },
  {
    name: "a DELETE whose first answer was lost, and that is then told 404, has done its work",
    async run({ client, control }) {
      const api = client();
      const { id } = await createPlan(api);
      await control.addFault(
        { kind: "status", status: 502, headers: { "Retry-After": "0" }, commit: true },
        { method: "DELETE" },
      );
      await deletePaymentPlan(api, id);
      const deletes = (await control.received()).requests.filter(({ method }) => method === "DELETE");
      assertEqual(
        deletes.map(({ status }) => status),
        [502, 404],
        "statuses",
      );
    },
  },
  {
    name: "start dates are calendar dates: tomorrow up to the limit, across months and leap days",
    async run() {
      const check = (date: string, enrolledOn: string): unknown => {
        const result = checkPaymentPlanStartDate(date, { enrolledOn });
        return result.valid || result.reason;
      };
      assertEqual(check("2028-02-29", "2028-02-28"), true, "leap day");
      assertEqual(check("2026-02-29", "2026-02-28"), "not_a_date", "no leap day");
      assertEqual(check("2026-03-08", "2026-03-08"), "too_early", "the day itself");
      assertEqual(check("2026-11-30", "2026-10-30"), true, "31 days later, over a change of clocks");
      assertEqual(check("2026-12-01", "2026-10-30"), "too_late", "32 days later");
    },
  },
  {
    name: "a plan without rules counts as not editable",
    async run() {
      assert(!isPaymentPlanEditable({ charges: [] }), "editable without rules");
      assert(
        isPaymentPlanEditable({ rules: { unscheduled_payment_plan_editable: true } }),
        "not editable with the rule",
      );
    },
  },
];

async function createPlan(api: TrattaClient): Promise<{ id: string; customer_id: string }> {
  const { data: customer } = await unwrap(api.POST("/customers", { body: { first_name: "Ada", last_name: "Byron" } }));
  const customer_id = customer?.id ?? "";
  const payment_plan = { frequency: "weekly", start_date: inDays(2), amount: 100 } as const;
  const { data: account } = await unwrap(
    api.POST("/debt_accounts", { body: { customer_id, original_balance: 600, payment_plan } }),
  );
  return { id: account?.payment_plan?.id ?? "", customer_id };
}

/** A calendar date in UTC. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
