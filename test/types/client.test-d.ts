// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import { expectTypeOf } from "vitest";
import type {
  CallResult,
  Customer,
  ErrorResponse,
  PaginationMeta,
  PaymentPlan,
  TrattaClient,
  TrattaClientOptions,
  Webhook,
} from "../../src/index.ts";
import { createTrattaClient, unwrap } from "../../src/index.ts";

const client = createTrattaClient({ orgUuid: "acme", token: "token" });
expectTypeOf(client).toEqualTypeOf<TrattaClient>();
/** An interface of the user's own that holds a client, and a function that takes one. */
expectTypeOf<{ tratta: TrattaClient }["tratta"]>().toExtend<Pick<TrattaClient, "GET" | "use">>();

createTrattaClient({
  baseUrl: "https://api.test",
  token: async () => "token",
  retry: false,
  headers: [["X-Team", "a"]],
});
createTrattaClient({ orgUuid: "acme", token: "t", environment: "production", retry: { maxRetries: 1 }, timeoutMs: 5 });
createTrattaClient({ orgUuid: "acme", token: "t", fetch: (request, init) => fetch(request, init) });
createTrattaClient({ orgUuid: "acme", token: "t", fetch });
// @ts-expect-error the token is required
createTrattaClient({ orgUuid: "acme" });
// @ts-expect-error no such environment
createTrattaClient({ orgUuid: "acme", token: "t", environment: "staging" });
// @ts-expect-error no such option
createTrattaClient({ orgUuid: "acme", token: "t", timeout: 5 });
// @ts-expect-error retries are bounded by an object
createTrattaClient({ orgUuid: "acme", token: "t", retry: 3 });
// @ts-expect-error true says nothing: retries are on
createTrattaClient({ orgUuid: "acme", token: "t", retry: true });
// @ts-expect-error a token is text
createTrattaClient({ orgUuid: "acme", token: 5 });
// @ts-expect-error options may not be changed after the client is made
((options: TrattaClientOptions) => (options.timeoutMs = 1))({ token: "t" });

export async function callsHaveTheTypesOfTheirOperation(): Promise<void> {
  const path = { id: "42" };
  const { data, error, response } = await client.GET("/customers/{id}", { params: { path } });
  expectTypeOf(response).toEqualTypeOf<Response>();
  expectTypeOf(data?.data).toEqualTypeOf<Customer | undefined>();
  if (error) expectTypeOf(error.errorCode).toEqualTypeOf<string | undefined>();
  // @ts-expect-error before the error has been looked at, there may be no data
  void data.data;
  // @ts-expect-error a customer has no amount
  void data?.data?.amount;

  const customer = await unwrap(client.GET("/customers/{id}", { params: { path } }));
  expectTypeOf(customer).toEqualTypeOf<{ data?: Customer }>();
  const page = await unwrap(client.GET("/customers", { params: { query: { limit: 5, page: 2 } } }));
  expectTypeOf(page.meta).toEqualTypeOf<PaginationMeta | undefined>();
  expectTypeOf(page.data).toEqualTypeOf<Customer[] | undefined>();
  const plan = await unwrap(client.GET("/payment-plans/{id}", { params: { path } }));
  expectTypeOf(plan.data).toEqualTypeOf<PaymentPlan | undefined>();
  const deleted = await unwrap(client.DELETE("/payment-plans/{id}", { params: { path } }));
  expectTypeOf(deleted.success).toEqualTypeOf<boolean>();
  // @ts-expect-error the answer to a delete is not wrapped in data
  void deleted.data;
  expectTypeOf(await unwrap({ data: 5, response })).toEqualTypeOf<number>();
  // @ts-expect-error unwrap takes a call, not its data
  await unwrap(customer);

  // @ts-expect-error no such path
  await client.GET("/customer");
  // @ts-expect-error the path has no DELETE
  await client.DELETE("/customers/{id}", { params: { path } });
  // @ts-expect-error the id is missing
  await client.GET("/customers/{id}");
  // @ts-expect-error the id is missing
  await client.DELETE("/payment-plans/{id}", { params: { path: {} } });
  // @ts-expect-error an id is text
  await client.GET("/customers/{id}", { params: { path: { id: undefined } } });
  // @ts-expect-error no such query parameter
  await client.GET("/customers", { params: { query: { per_page: 5 } } });
  // @ts-expect-error no such query parameter, beside a known one
  await client.GET("/customers", { params: { query: { limit: 5, per_page: 5 } } });
  // @ts-expect-error a number, not a string
  await client.GET("/customers", { params: { query: { limit: "5" } } });
  // @ts-expect-error the method is in the name of the function
  await client.GET("/customers", { method: "POST" });
  // @ts-expect-error no such option
  await client.GET("/customers", { parms: { query: { limit: 5 } } });
  // @ts-expect-error the base URL is the client's
  await client.GET("/customers", { baseUrl: "https://api.test" });
  // @ts-expect-error the path is the one that is checked
  await client.GET("/customers", { pathSerializer: (template) => template });
  // @ts-expect-error a GET has no body
  await client.GET("/customers", { body: {} });

  // @ts-expect-error the body is missing
  await client.POST("/charges");
  // @ts-expect-error the amount is required
  await client.POST("/charges", { body: { debt_account_id: "1" } });
  // @ts-expect-error an amount is a number
  await client.POST("/charges", { body: { amount: "700" } });
  // @ts-expect-error no such field
  await client.POST("/charges", { body: { amount: 700, ammount: 7 } });
  const misspelt = { amount: 700, ammount: 7 };
  // Made elsewhere and without a type, a body may hold more: that is TypeScript.
  await client.POST("/charges", { body: misspelt });
  // @ts-expect-error the last name is required
  await client.POST("/customers", { body: { first_name: "Ada" } });
  // @ts-expect-error the documented path takes no biweekly
  await client.PUT("/payment-plans/{id}", { params: { path }, body: { ...TERMS, frequency: "biweekly" } });
  // @ts-expect-error a start date is text
  await client.PUT("/payment-plans/{id}", { params: { path }, body: { ...TERMS, start_date: new Date() } });
  await client.PUT("/payment-plans/{id}", { params: { path }, body: TERMS });
  // @ts-expect-error the id is missing beside the body
  await client.PUT("/payment-plans/{id}", { body: TERMS });
}

export async function modelsFitWhereAnyObjectDoes(log: (fields: Record<string, unknown>) => void): Promise<void> {
  const { data, error } = await client.GET("/customers/{id}", { params: { path: { id: "42" } } });
  if (error) log(error);
  else if (data.data) log(data.data);
}

export async function optionsOfACall(): Promise<void> {
  await client.GET("/customers", {});
  await client.GET("/customers", {
    headers: { "X-Team": "a", "X-Count": 1, "X-None": null },
    signal: AbortSignal.timeout(5),
    cache: "no-store",
    fetch: async (request, init) => fetch(request, init),
    middleware: [{ onRequest: ({ request }) => request }],
    querySerializer: { array: { style: "form", explode: false } },
  });
  const params = { path: { id: "42" }, query: { include: "debt_accounts" } };
  await client.GET("/customers/{id}", { params, querySerializer: ({ include = "" }) => include.toUpperCase() });
  await client.PUT("/payment-plans/{id}", {
    params: { path: { id: "42" } },
    body: TERMS,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    bodySerializer: ({ frequency, amount }) => new URLSearchParams({ frequency, amount: amount.toFixed(2) }),
  });

  const text = await client.GET("/customers", { parseAs: "text" });
  expectTypeOf(text.data).toEqualTypeOf<string | undefined>();
  expectTypeOf(text.error).toEqualTypeOf<ErrorResponse | undefined>();
  expectTypeOf(await unwrap(client.GET("/customers", { parseAs: "blob" }))).toEqualTypeOf<Blob>();
  expectTypeOf(await unwrap(client.GET("/customers", { parseAs: "arrayBuffer" }))).toEqualTypeOf<ArrayBuffer>();
  expectTypeOf(await unwrap(client.GET("/customers", { parseAs: "stream" }))).toEqualTypeOf<Response["body"]>();
  expectTypeOf(await unwrap(client.GET("/webhooks", { parseAs: "json" }))).toEqualTypeOf<{ data?: Webhook[] }>();
  const either = "text" as "text" | "json";
  expectTypeOf(await unwrap(client.GET("/webhooks", { parseAs: either }))).toEqualTypeOf<
    string | { data?: Webhook[] }
  >();
  // @ts-expect-error no such form
  await client.GET("/customers", { parseAs: "xml" });

  const requested = await client.request("get", "/customers/{id}", { params: { path: { id: "42" } } });
  expectTypeOf(requested).toEqualTypeOf<CallResult<{ data?: Customer }>>();
  // @ts-expect-error the path has no POST
  await client.request("post", "/customers/{id}", { params: { path: { id: "42" } } });
  // @ts-expect-error the id is missing
  await client.request("get", "/customers/{id}");
}

/** An answer without a body, and an error that the spec does not mention for the operation. */
export async function undocumented(): Promise<void> {
  const { data, error } = await client.DELETE("/webhooks/{id}", { params: { path: { id: "42" } } });
  expectTypeOf(data).toEqualTypeOf<undefined>();
  expectTypeOf(error).toEqualTypeOf<ErrorResponse | undefined>();
  expectTypeOf((await client.GET("/charges")).error).toEqualTypeOf<ErrorResponse | undefined>();
}

const TERMS = { frequency: "last_of_month", start_date: "2026-01-31", amount: 50 } as const;
