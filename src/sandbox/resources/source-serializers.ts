import type { PaymentPlanRules } from "../domain/payment-plan-rules.ts";
import { statusOfPlan } from "../domain/payment-plan-status.ts";
import type { Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import type { Serializers } from "./serializers.ts";
import { serializeEmailCampaign, serializeEmailTemplate, serializeLocation } from "./vendor-resources.ts";

/** Creates the serializers of the source spec's dialect. Resources that it lacks have the vendor's form. */
export function createSourceSerializers(store: Store, rules: Readonly<PaymentPlanRules>): Serializers {
  const serializers: Serializers = {
    customers: ({ id, first_name, last_name = "", email, phone, created_at, updated_at }) => ({
      id,
      first_name,
      last_name,
      email,
      phone,
      created_at,
      updated_at,
    }),

    debt_accounts(account) {
      const { id, customer_id, account_number, created_at, payment_plan_id } = account;
      const { original_balance, current_balance, status } = balancesOf(store, account);
      const plan = store.payment_plans.get(payment_plan_id);
      const fields = { id, customer_id, account_number, original_balance, current_balance, status, created_at };
      return plan === undefined ? fields : { ...fields, payment_plan: serializers.payment_plans(plan) };
    },

    payment_plans({ payment_method_id, ...plan }) {
      const next = plan.charges.find(({ charged_at }) => charged_at === null);
      return {
        ...plan,
        amount: plan.installment_amount,
        status: statusOfPlan(plan),
        payment_source: store.payment_methods.get(payment_method_id)?.type,
        next_payment_date: next?.charge_date.slice(0, 10),
        rules,
      };
    },

    payment_methods: ({ id, type, last_four, brand, expiry_month, expiry_year, created_at }) => ({
      id,
      type,
      last_four,
      brand,
      expiry_month,
      expiry_year,
      created_at,
    }),

    charges: ({ id, amount, status, payment_method_id, debt_account_id, created_at }) => ({
      id,
      amount,
      status,
      payment_method_id,
      debt_account_id,
      created_at,
    }),

    transactions: ({ id, amount, type, status, source, charge_id, payment_plan_id, created_at }) => ({
      id,
      amount,
      type,
      status,
      payment_source: source?.type,
      charge_id,
      payment_plan_id,
      created_at,
    }),

    tickets: ({ customer_id: _author, ...ticket }) => ticket,
    webhooks: ({ isSeeded: _origin, ...webhook }) => webhook,
    locations: serializeLocation,
    email_templates: serializeEmailTemplate,
    email_campaigns: serializeEmailCampaign,
  };
  return serializers;
}
