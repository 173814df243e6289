// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import { expectTypeOf } from "vitest";
import type * as tratta from "../../src/index.ts";

expectTypeOf<tratta.paths["/charges"]["post"]>().toEqualTypeOf<tratta.operations["createCharge"]>();

// A field of a response may be missing unless the vendor's sample shows it; a required field of a request may not.
expectTypeOf<tratta.Customer["id"]>().toEqualTypeOf<string>();
expectTypeOf<tratta.Charge["id"]>().toEqualTypeOf<string | undefined>();
expectTypeOf<tratta.CustomerRequest["first_name"]>().toEqualTypeOf<string>();
expectTypeOf<tratta.PaginationLinks["next"]>().toEqualTypeOf<string | null | undefined>();
expectTypeOf<tratta.DebtAccount["payment_plan"]>().toEqualTypeOf<tratta.PaymentPlan | undefined>();
expectTypeOf<tratta.DebtAccountRequest["payment_plan"]>().toEqualTypeOf<tratta.PaymentPlanTerms | undefined>();
expectTypeOf<tratta.PaymentPlanTerms["frequency"]>().toEqualTypeOf<
  "weekly" | "every_other_week" | "monthly" | "last_of_month"
>();

/** A model can be made by hand, as in a test of the user's. */
export const customer: tratta.Customer = { id: "1", first_name: "Ada" };
// @ts-expect-error no such status
export const account: tratta.DebtAccount = { status: "open" };
// @ts-expect-error no such field
export const charge: tratta.Charge = { ammount: 1 };
