import type { operations } from "../../models.ts";
import { bulkImportDebtAccounts } from "./bulk-debt-accounts.ts";
import { createCharge } from "./charges.ts";
import { createCustomerSession } from "./customer-sessions.ts";
import { createCustomer, updateCustomer } from "./customers.ts";
import { createDebtAccount } from "./debt-accounts.ts";
import type { Operation } from "./operation.ts";
import { createPaymentMethod, listPaymentMethods } from "./payment-methods.ts";
import { createPaymentPlan, deletePaymentPlanById, updatePaymentPlan, updatePaymentPlanById } from "./payment-plans.ts";
import { deleteResource, getResource, listResource } from "./resource-operations.ts";
import { createTicket } from "./tickets.ts";
import { listTransactions } from "./transactions.ts";
import { createWebhook, listWebhooks } from "./webhooks.ts";

const HANDLERS: { readonly [Id in keyof operations]?: Operation<never> } = {
  bulkImportDebtAccounts,
  createCharge,
  createCustomer,
  createCustomerSession,
  createDebtAccount,
  createPaymentMethod,
  createPaymentPlan,
  createTicket,
  createWebhook,
  deletePaymentMethod: deleteResource("payment_methods"),
  deletePaymentPlanById,
  deleteWebhook: deleteResource("webhooks"),
  getCharge: getResource("charges"),
  getCustomer: getResource("customers"),
  getDebtAccount: getResource("debt_accounts"),
  getPaymentMethod: getResource("payment_methods"),
  getPaymentPlan: getResource("payment_plans"),
  getPaymentPlanById: getResource("payment_plans"),
  getTransaction: getResource("transactions"),
  listCharges: listResource("charges"),
  listCustomers: listResource("customers"),
  listDebtAccounts: listResource("debt_accounts"),
  listPaymentMethods,
  listPaymentPlans: listResource("payment_plans"),
  listTickets: listResource("tickets"),
  listTransactions,
  listWebhooks,
  updateCustomer,
  updatePaymentPlan,
  updatePaymentPlanById,
};

/** The handler of each operation that the sandbox simulates, by `operationId`; the others get a mock response. */
export const OPERATIONS: ReadonlyMap<string, Operation<never>> = new Map(Object.entries(HANDLERS));
