import type { PaymentPlanRules } from "../sandbox-options.ts";
import type { RecordOf } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";

/** Turns the records of each resource into what the wire shows, by the name of the resource in paths. */
export type Presenters = { readonly [Name in keyof RecordOf]: (record: RecordOf[Name]) => object };

/** Makes the presenters of one store. */
export function createPresenters(store: Store, rules: Readonly<PaymentPlanRules>): Presenters {
  const presenters: Presenters = {
    customers: (customer) => ({ ...customer }),

    debt_accounts({ payment_plan_id: planId, ...account }) {
      const plan = planId === undefined ? undefined : store.paymentPlans.get(planId);
      return plan === undefined ? account : { ...account, payment_plan: presenters.payment_plans(plan) };
    },

    payment_plans({ payment_method_id: methodId, ...plan }) {
      const next = plan.charges.find(({ charged_at }) => charged_at === null);
      const source = methodId === undefined ? undefined : store.paymentMethods.get(methodId);
      return {
        ...plan,
        amount: plan.installment_amount,
        status: next === undefined ? "completed" : "active",
        ...(source === undefined ? {} : { payment_source: source.type }),
        ...(next === undefined ? {} : { next_payment_date: next.charge_date.slice(0, 10) }),
        rules: { ...rules },
      };
    },

    payment_methods: ({ customer_id: _owner, ...method }) => method,
    charges: (charge) => ({ ...charge }),
    transactions: (transaction) => ({ ...transaction }),
    tickets: (ticket) => ({ ...ticket }),
    webhooks: (webhook) => ({ ...webhook }),
  };
  return presenters;
}
