// Checked by `tsc`, not run: what `src/` counts on in the spec. Unlike the code in *.test-d.ts, it is none that a user could
// have written: where a new spec breaks it, the client has to follow, and no user has to change anything.
import { expectTypeOf } from "vitest";
import type * as tratta from "../../src/index.ts";

type Schemas = tratta.components["schemas"];
type Envelope = { [Name in keyof Schemas]: "data" extends keyof Schemas[Name] ? Name : never }[keyof Schemas];

/**
 * Every schema has a model of its name, but for the envelopes around them: without one, the compiler could not write the
 * type of what a user exports.
 */
interface Models {
  BulkDebtAccountRequest: tratta.BulkDebtAccountRequest;
  Charge: tratta.Charge;
  ChargeRequest: tratta.ChargeRequest;
  Customer: tratta.Customer;
  CustomerRequest: tratta.CustomerRequest;
  CustomerSessionRequest: tratta.CustomerSessionRequest;
  DebtAccount: tratta.DebtAccount;
  DebtAccountRequest: tratta.DebtAccountRequest;
  ErrorResponse: tratta.ErrorResponse;
  PaginationLinks: tratta.PaginationLinks;
  PaginationMeta: tratta.PaginationMeta;
  PaymentMethod: tratta.PaymentMethod;
  PaymentMethodRequest: tratta.PaymentMethodRequest;
  PaymentPlan: tratta.PaymentPlan;
  PaymentPlanCharge: tratta.PaymentPlanCharge;
  PaymentPlanDeleteResponse: tratta.PaymentPlanDeleteResponse;
  PaymentPlanRequest: tratta.PaymentPlanRequest;
  PaymentPlanRules: tratta.PaymentPlanRules;
  PaymentPlanTerms: tratta.PaymentPlanTerms;
  Ticket: tratta.Ticket;
  TicketRequest: tratta.TicketRequest;
  Transaction: tratta.Transaction;
  Webhook: tratta.Webhook;
  WebhookRequest: tratta.WebhookRequest;
}
expectTypeOf<Exclude<keyof Schemas, Envelope>>().toEqualTypeOf<keyof Models>();
expectTypeOf<Pick<Schemas, keyof Models>>().toEqualTypeOf<Models>();

// `CallResult` relies on every error that the spec describes being of one type.
type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | "2XX";
type ErrorOf<Answers> = Answers[Exclude<keyof Answers, SuccessStatus>];
type DocumentedError = {
  [Id in keyof tratta.operations]: ErrorOf<tratta.operations[Id]["responses"]>;
}[keyof tratta.operations];
expectTypeOf<DocumentedError["content"]["application/json"]>().toEqualTypeOf<tratta.ErrorResponse>();
