import { bulkImportDebtAccounts } from "./bulk-debt-accounts.ts";
import { createCharge, getCharge, listCharges } from "./charges.ts";
import { createCustomerSession } from "./customer-sessions.ts";
import { createCustomer, getCustomer, listCustomers, updateCustomer } from "./customers.ts";
import { createDebtAccount, getDebtAccount, listDebtAccounts } from "./debt-accounts.ts";
import type { operations } from "../../models.ts";
import type { Operation } from "./operation.ts";
import { createPaymentMethod, deletePaymentMethod, getPaymentMethod, listPaymentMethods } from "./payment-methods.ts";
import {
  createPaymentPlan,
  deletePaymentPlanById,
  getPaymentPlan,
  listPaymentPlans,
  updatePaymentPlan,
  updatePaymentPlanById,
} from "./payment-plans.ts";
import { createTicket, listTickets } from "./tickets.ts";
import { getTransaction, listTransactions } from "./transactions.ts";
import { createWebhook, deleteWebhook, listWebhooks } from "./webhooks.ts";

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
  deletePaymentMethod,
  deletePaymentPlanById,
  deleteWebhook,
  getCharge,
  getCustomer,
  getDebtAccount,
  getPaymentMethod,
  getPaymentPlan,
  getPaymentPlanById: getPaymentPlan,
  getTransaction,
  listCharges,
  listCustomers,
  listDebtAccounts,
  listPaymentMethods,
  listPaymentPlans,
  listTickets,
  listTransactions,
  listWebhooks,
  updateCustomer,
  updatePaymentPlan,
  updatePaymentPlanById,
};

/** The handler of each operation that the sandbox simulates, by `operationId`; the others get a mock response. */
export const OPERATIONS: ReadonlyMap<string, Operation<never>> = new Map(Object.entries(HANDLERS));
