// Checked by `tsc`, not run: what `src/` relies on in the spec. Unlike *.test-d.ts, it is no code that a user could have
// written: when a new spec breaks it, the client has to follow, and users need not change anything.
import { expectTypeOf } from "vitest";
import type * as tratta from "../../src/index.ts";

type Schemas = tratta.components["schemas"];

/** The models that users import by name; `test/models.test.ts` checks that a new schema becomes one too. */
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
expectTypeOf<Pick<Schemas, keyof Models>>().toEqualTypeOf<Models>();

// `CallResult` relies on every error that the spec describes being of one type.
type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | "2XX";
type ErrorOf<Answers> = Answers[Exclude<keyof Answers, SuccessStatus>];
type DocumentedError = {
  [Id in keyof tratta.operations]: ErrorOf<tratta.operations[Id]["responses"]>;
}[keyof tratta.operations];
expectTypeOf<DocumentedError["content"]["application/json"]>().toEqualTypeOf<tratta.ErrorResponse>();
