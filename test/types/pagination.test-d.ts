// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import { expectTypeOf } from "vitest";
import type {
  Charge,
  Customer,
  DebtAccount,
  ListItem,
  ListPath,
  PaginationDrift,
  PaymentMethod,
  PaymentPlan,
  Ticket,
  Transaction,
  TrattaClient,
  Webhook,
} from "../../src/index.ts";
import { paginate } from "../../src/index.ts";

declare const client: TrattaClient;

/** Each list path can be paged and gives rows of its own model. Upstream may add others. */
interface Models {
  "/charges": Charge;
  "/customers": Customer;
  "/debt_accounts": DebtAccount;
  "/payment_methods": PaymentMethod;
  "/payment_plans": PaymentPlan;
  "/tickets": Ticket;
  "/transactions": Transaction;
  "/webhooks": Webhook;
}
expectTypeOf<{ [Path in keyof Models]: ListItem<Path> }>().toEqualTypeOf<Models>();
// Neither what has one row nor what has no GET is a list.
expectTypeOf<Extract<ListPath, `${string}/{${string}}` | "/customer_sessions" | "/bulk/debt_accounts">>().toBeNever();

export async function rowsHaveTheTypeOfTheirList(): Promise<void> {
  for await (const customer of paginate(client, "/customers")) {
    expectTypeOf(customer).toEqualTypeOf<Customer>();
    expectTypeOf(customer.email).toEqualTypeOf<string | undefined>();
    // @ts-expect-error a charge has an amount, a customer has none
    void customer.amount;
  }
  for await (const page of paginate(client, "/charges").pages()) expectTypeOf(page).toEqualTypeOf<Charge[]>();
  expectTypeOf(await paginate(client, "/tickets").toArray({ max: 5 })).toEqualTypeOf<Ticket[]>();
  const plans: PaymentPlan[] = await paginate(client, "/payment_plans").toArray();
  // @ts-expect-error plans are no customers: their fields have nothing in common but the id
  const customers: { first_name: string }[] = plans;
  void customers;
}

// @ts-expect-error no such path
paginate(client, "/customer");
// @ts-expect-error one customer is no list
paginate(client, "/customers/{id}");
// @ts-expect-error one plan is no list
paginate(client, "/payment-plans/{id}");
// @ts-expect-error the path can only be written to
paginate(client, "/customer_sessions");
// @ts-expect-error the path can only be written to
paginate(client, "/bulk/debt_accounts");
// @ts-expect-error the client is missing
paginate("/customers");

paginate(client, "/customers", { query: { include: "debt_accounts" } });
paginate(client, "/transactions", { query: { start_date: "2026-01-01", end_date: "2026-01-31" } });
// @ts-expect-error customers have no start_date
paginate(client, "/customers", { query: { start_date: "2026-01-01" } });
// @ts-expect-error include is a string
paginate(client, "/customers", { query: { include: ["debt_accounts"] } });
// @ts-expect-error page is what paginate turns
paginate(client, "/customers", { query: { page: 2 } });
// @ts-expect-error limit is given by pageSize
paginate(client, "/customers", { query: { limit: 5 } });
// @ts-expect-error webhooks take no query
paginate(client, "/webhooks", { query: { include: "x" } });

// @ts-expect-error a number, not a string
paginate(client, "/customers", { pageSize: "100" });
// @ts-expect-error no such option
paginate(client, "/customers", { perPage: 100 });
// @ts-expect-error a signal, not a controller
paginate(client, "/customers", { signal: new AbortController() });
// @ts-expect-error max is an option of toArray
void paginate(client, "/customers").toArray(5);

paginate(client, "/customers", {
  onDrift: (drift) => expectTypeOf(drift).toEqualTypeOf<PaginationDrift>(),
  onProgress: ({ page, pages, items, total }) => {
    expectTypeOf([page, items]).toEqualTypeOf<number[]>();
    expectTypeOf([pages, total]).toEqualTypeOf<(number | undefined)[]>();
  },
});
