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
import { createTicket, listTickets } from "./tickets.ts";
import { listTransactions } from "./transactions.ts";
import { createWebhook, deleteWebhook, listWebhooks, updateWebhook } from "./webhooks.ts";
import { bulkImport } from "./vendor/bulk-import.ts";
import { createCustomerSessionHyphenated } from "./vendor/customer-sessions.ts";
import { createDebtAccountHyphenated } from "./vendor/debt-accounts.ts";
import { createCampaignSubscribers, createEmailCampaign } from "./vendor/email-campaigns.ts";
import { createEmailTemplate } from "./vendor/email-templates.ts";
import { createLocation, updateLocation } from "./vendor/locations.ts";
import {
  attachPaymentMethodAddress,
  createPaymentMethodHyphenated,
  detachPaymentMethodAddress,
  updatePaymentMethod,
} from "./vendor/payment-methods.ts";
import { requestPaymentPlan } from "./vendor/payment-plan-invitations.ts";

const HANDLERS: { readonly [Id in keyof operations]?: Operation<never> } = {
  attachPaymentMethodAddress,
  bulkImport,
  bulkImportDebtAccounts,
  createCampaignSubscribers,
  createCharge,
  createCustomer,
  createCustomerSession,
  createCustomerSessionHyphenated,
  createDebtAccount,
  createDebtAccountHyphenated,
  createEmailCampaign,
  createEmailTemplate,
  createLocation,
  createPaymentMethod,
  createPaymentMethodHyphenated,
  createPaymentPlan,
  createTicket,
  createWebhook,
  deletePaymentMethod: deleteResource("payment_methods"),
  deletePaymentMethodHyphenated: deleteResource("payment_methods"),
  deletePaymentPlanById,
  deleteWebhook,
  detachPaymentMethodAddress,
  getCharge: getResource("charges"),
  getCustomer: getResource("customers"),
  getDebtAccount: getResource("debt_accounts"),
  getDebtAccountHyphenated: getResource("debt_accounts"),
  getEmailCampaign: getResource("email_campaigns"),
  getEmailTemplate: getResource("email_templates"),
  getPaymentMethod: getResource("payment_methods"),
  getPaymentMethodHyphenated: getResource("payment_methods"),
  getPaymentPlan: getResource("payment_plans"),
  getPaymentPlanById: getResource("payment_plans"),
  getTransaction: getResource("transactions"),
  listCharges: listResource("charges"),
  listCustomers: listResource("customers"),
  listDebtAccounts: listResource("debt_accounts"),
  listDebtAccountsHyphenated: listResource("debt_accounts"),
  listEmailCampaigns: listResource("email_campaigns"),
  listPaymentMethods,
  listPaymentMethodsHyphenated: listPaymentMethods,
  listPaymentPlans: listResource("payment_plans"),
  listTickets,
  listTransactions,
  listWebhooks,
  requestPaymentPlan,
  updateCustomer,
  updateLocation,
  updatePaymentMethod,
  updatePaymentPlan,
  updatePaymentPlanById,
  updateWebhook,
};

/** The handler of each operation that the sandbox simulates, by `operationId`; the others get a mock response. */
export const OPERATIONS: ReadonlyMap<string, Operation<never>> = new Map(Object.entries(HANDLERS));
