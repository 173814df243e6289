import type { PaymentPlanRules } from "../domain/payment-plan-rules.ts";
import type { RecordOf } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";

/** For each resource, the function that turns a record into its JSON form in responses. */
export type Serializers = { readonly [Name in keyof RecordOf]: (record: RecordOf[Name]) => object };

/** Creates the serializers of a store. */
export function createSerializers(store: Store, rules: Readonly<PaymentPlanRules>): Serializers {
  const serializers: Serializers = {
    customers: (customer) => customer,

    debt_accounts({ payment_plan_id, ...account }) {
      const plan = store.payment_plans.get(payment_plan_id);
      return plan === undefined ? account : { ...account, payment_plan: serializers.payment_plans(plan) };
    },

    payment_plans({ payment_method_id, ...plan }) {
      const next = plan.charges.find(({ charged_at }) => charged_at === null);
      return {
        ...plan,
        amount: plan.installment_amount,
        status: next === undefined ? "completed" : "active",
        payment_source: store.payment_methods.get(payment_method_id)?.type,
        next_payment_date: next?.charge_date.slice(0, 10),
        rules,
      };
    },

    payment_methods: ({ customer_id: _owner, ...method }) => method,
    charges: (charge) => charge,
    transactions: (transaction) => transaction,
    tickets: (ticket) => ticket,
    webhooks: (webhook) => webhook,
  };
  return serializers;
}
