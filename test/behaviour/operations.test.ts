import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import type { OpenAPIV3 } from "openapi-types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";
import type { operations } from "../../src/models.ts";
import { type ListItem, type ListPath, paginate } from "../../src/pagination.ts";
import { isPaymentPlanEditable } from "../../src/payment-plans.ts";
import { SIMULATED_FIELDS, SIMULATED_OPERATIONS } from "../../src/sandbox/operations/simulated.ts";
import { createSandbox, type Sandbox, type SandboxListener } from "../../src/sandbox/index.ts";
import { unwrap } from "../../src/unwrap.ts";

type Result = { data?: unknown; error?: unknown; response: Response };
type Call = (client: TrattaClient) => Promise<Result>;

const TERMS = { frequency: "monthly", start_date: "2026-01-15", amount: 50 } as const;

async function findRow<Path extends ListPath>(
  client: TrattaClient,
  path: Path,
  wanted: (row: ListItem<Path>) => boolean = () => true,
): Promise<{ id: string }> {
  for await (const row of paginate(client, path)) {
    if (wanted(row)) return { id: String((row as { id?: string }).id) };
  }
  throw new Error(`no such row in ${path}`);
}
const findEditablePlan = (client: TrattaClient): Promise<{ id: string }> =>
  findRow(client, "/payment_plans", isPaymentPlanEditable);

async function createDebtAccount(client: TrattaClient): Promise<Result & { id: string }> {
  const { id: customer_id } = await findRow(client, "/customers");
  const call = client.POST("/debt_accounts", { body: { customer_id, original_balance: 600 } });
  return { ...(await call), id: (await unwrap(call)).data?.id ?? "" };
}

/** One call of each operation of the source spec and of its first overlay, as they were before the vendor's pages. */
const SOURCE_CALLS: { readonly [Id in keyof operations]?: Call } = {
  listCustomers: (client) => client.GET("/customers", { params: { query: { limit: 3, page: 2 } } }),
  createCustomer: (client) => client.POST("/customers", { body: { first_name: "Ada", last_name: "Byron" } }),
  getCustomer: async (client) =>
    client.GET("/customers/{id}", { params: { path: await findRow(client, "/customers") } }),
  updateCustomer: async (client) =>
    client.PUT("/customers/{id}", {
      params: { path: await findRow(client, "/customers") },
      body: { first_name: "Ada", last_name: "Lovelace", email: "ada@example.com" },
    }),
  listDebtAccounts: (client) => client.GET("/debt_accounts", { params: { query: { limit: 3 } } }),
  createDebtAccount,
  getDebtAccount: async (client) =>
    client.GET("/debt_accounts/{id}", { params: { path: await findRow(client, "/debt_accounts") } }),
  listPaymentPlans: (client) => client.GET("/payment_plans", { params: { query: { limit: 3 } } }),
  createPaymentPlan: async (client) =>
    client.POST("/payment_plans", {
      body: {
        debt_account_id: (await createDebtAccount(client)).id,
        total_amount: 600,
        installment_amount: 50,
        frequency: "weekly",
        start_date: "2026-01-15",
      },
    }),
  getPaymentPlan: async (client) =>
    client.GET("/payment_plans/{id}", { params: { path: await findRow(client, "/payment_plans") } }),
  updatePaymentPlan: async (client) => {
    const path = await findEditablePlan(client);
    const plan = (await unwrap(client.GET("/payment_plans/{id}", { params: { path } }))).data;
    return client.PUT("/payment_plans/{id}", {
      params: { path },
      body: {
        debt_account_id: plan?.debt_account_id ?? "",
        total_amount: plan?.total_amount ?? 0,
        installment_amount: 25,
        frequency: "last_of_month",
        start_date: "2026-01-31",
      },
    });
  },
  listPaymentMethods: (client) => client.GET("/payment_methods", { params: { query: { limit: 3 } } }),
  createPaymentMethod: async (client) =>
    client.POST("/payment_methods", {
      body: { type: "card", token: "tok_visa", customer_id: (await findRow(client, "/customers")).id },
    }),
  getPaymentMethod: async (client) =>
    client.GET("/payment_methods/{id}", { params: { path: await findRow(client, "/payment_methods") } }),
  deletePaymentMethod: async (client) =>
    client.DELETE("/payment_methods/{id}", { params: { path: await findRow(client, "/payment_methods") } }),
  listCharges: (client) => client.GET("/charges", { params: { query: { limit: 3 } } }),
  createCharge: async (client) =>
    client.POST("/charges", {
      body: {
        amount: 12.5,
        debt_account_id: (await createDebtAccount(client)).id,
        payment_method_id: (await findRow(client, "/payment_methods")).id,
        description: "first payment",
      },
    }),
  getCharge: async (client) => client.GET("/charges/{id}", { params: { path: await findRow(client, "/charges") } }),
  listTransactions: (client) =>
    client.GET("/transactions", { params: { query: { limit: 3, start_date: "2024-01-01", end_date: "2025-12-31" } } }),
  getTransaction: async (client) =>
    client.GET("/transactions/{id}", { params: { path: await findRow(client, "/transactions") } }),
  listWebhooks: (client) => client.GET("/webhooks"),
  createWebhook: (client) =>
    client.POST("/webhooks", { body: { url: "https://example.com/hook", events: ["charge.completed"] } }),
  deleteWebhook: async (client) =>
    client.DELETE("/webhooks/{id}", { params: { path: await findRow(client, "/webhooks") } }),
  createCustomerSession: async (client) =>
    client.POST("/customer_sessions", { body: { customer_id: (await findRow(client, "/customers")).id } }),
  bulkImportDebtAccounts: async (client) =>
    client.POST("/bulk/debt_accounts", {
      body: { debt_accounts: [{ customer_id: (await findRow(client, "/customers")).id, original_balance: 100 }] },
    }),
  listTickets: (client) => client.GET("/tickets", { params: { query: { limit: 3 } } }),
  createTicket: (client) => client.POST("/tickets", { body: { subject: "A question", description: "Why?" } }),
  getPaymentPlanById: async (client) =>
    client.GET("/payment-plans/{id}", { params: { path: await findRow(client, "/payment_plans") } }),
  updatePaymentPlanById: async (client) =>
    client.PUT("/payment-plans/{id}", { params: { path: await findEditablePlan(client) }, body: TERMS }),
  deletePaymentPlanById: async (client) =>
    client.DELETE("/payment-plans/{id}", { params: { path: await findEditablePlan(client) } }),
};

const CARD = {
  card_holder: "Ada Byron",
  card_number: "4111111111111111",
  card_expiration_month: 12,
  card_expiration_year: "30",
};

async function createLocation(client: TrattaClient): Promise<{ id: string }> {
  const body = { name: "First Bank", external_id: "first-bank" };
  return { id: (await unwrap(client.POST("/locations", { body }))).data?.id ?? "" };
}

async function createAccount(client: TrattaClient): Promise<Result & { id: string }> {
  const customer = (await unwrap(client.POST("/customers", { body: { name: "Ada Byron" } }))).data;
  const call = client.POST("/debt-accounts", {
    body: {
      customer_id: customer?.id ?? "",
      location_id: "new-location",
      location_name: "New Bank",
      balance: 60_000,
      external_id: "account-1",
      payment_plan: { frequency: "monthly", recurring_day: "1st", amount: "5000" },
    },
  });
  return { ...(await call), id: (await unwrap(call).catch(() => undefined))?.data?.id ?? "" };
}

async function createMethod(client: TrattaClient): Promise<{ id: string }> {
  return { id: (await unwrap(client.POST("/payment-methods", { body: { card: CARD } }))).data?.id ?? "" };
}

async function attachAddress(client: TrattaClient): Promise<Result & { id: string; address_id: string }> {
  const body = { name: "Ada Byron", address: { line1: "1 Main Street" } };
  const address_id = (await unwrap(client.POST("/customers", { body }))).data?.id ?? "";
  const path = await createMethod(client);
  const request = { params: { path }, body: { billing_address_id: address_id } };
  return { ...(await client.PUT("/payment-methods/{id}/address", request)), ...path, address_id };
}

async function createTemplate(client: TrattaClient): Promise<{ id: string }> {
  const body = { subject: "Hello", body: "<p>Hello</p>" };
  return { id: (await unwrap(client.POST("/email-templates", { body }))).data?.id ?? "" };
}

async function createCampaign(client: TrattaClient): Promise<{ id: string }> {
  const body = { name: "Spring", email_template_id: (await createTemplate(client)).id };
  return { id: (await unwrap(client.POST("/email-campaigns", { body }))).data?.id ?? "" };
}

async function findPlan(client: TrattaClient): Promise<{ id: string }> {
  const account = await unwrap(client.GET("/debt-accounts/{id}", { params: { path: await createAccount(client) } }));
  return { id: account.data?.payment_plan?.id ?? "" };
}

const VENDOR_TERMS = { ...TERMS, amount: 10_000 };

/** One call of each operation that a vendor's page documents, and of their hyphenated neighbours. */
const VENDOR_CALLS: { readonly [Id in keyof operations]?: Call } = {
  createCustomer: (client) =>
    client.POST("/customers", {
      body: { name: "Ada Byron", external_id: "ada", address: { city: "London" }, metadata: { segment: "a" } },
    }),
  updateCustomer: (client) =>
    client.PUT("/customers/{id}", { params: { path: { id: "CUS-000001" } }, body: { name: "Ada Lovelace" } }),
  createDebtAccountHyphenated: createAccount,
  listDebtAccountsHyphenated: (client) => client.GET("/debt-accounts", { params: { query: { limit: 3 } } }),
  getDebtAccountHyphenated: async (client) =>
    client.GET("/debt-accounts/{id}", { params: { path: await createAccount(client) } }),
  requestPaymentPlan: (client) =>
    client.POST("/payment-plans/request", {
      body: { type: "email", email: "ada@example.com", debt_account_external_id: "ACC-000001" },
    }),
  getPaymentPlanById: async (client) => client.GET("/payment-plans/{id}", { params: { path: await findPlan(client) } }),
  updatePaymentPlanById: async (client) =>
    client.PUT("/payment-plans/{id}", { params: { path: await findPlan(client) }, body: VENDOR_TERMS }),
  deletePaymentPlanById: async (client) =>
    client.DELETE("/payment-plans/{id}", { params: { path: await findPlan(client) } }),
  createPaymentMethodHyphenated: (client) => client.POST("/payment-methods", { body: { card: CARD } }),
  listPaymentMethodsHyphenated: (client) => client.GET("/payment-methods", { params: { query: { limit: 3 } } }),
  getPaymentMethodHyphenated: async (client) =>
    client.GET("/payment-methods/{id}", { params: { path: await createMethod(client) } }),
  updatePaymentMethod: async (client) =>
    client.PUT("/payment-methods/{id}", { params: { path: await createMethod(client) }, body: { is_primary: true } }),
  deletePaymentMethodHyphenated: async (client) =>
    client.DELETE("/payment-methods/{id}", { params: { path: await createMethod(client) } }),
  attachPaymentMethodAddress: attachAddress,
  detachPaymentMethodAddress: async (client) => {
    const { id, address_id } = await attachAddress(client);
    return client.DELETE("/payment-methods/{id}/address/{address_id}", { params: { path: { id, address_id } } });
  },
  createCharge: (client) =>
    client.POST("/charges", { body: { amount: 700, debt_account_external_id: "ACC-000001", card: CARD } }),
  listTransactions: (client) => client.GET("/transactions", { params: { query: { date_range: "last_year" } } }),
  createCustomerSessionHyphenated: (client) =>
    client.POST("/customer-sessions", { body: { debt_account_id: "ACC-000001", valid_until: 48 } }),
  listTickets: (client) => client.GET("/tickets", { params: { query: { status: ["open", "resolved"] } } }),
  createLocation: (client) => client.POST("/locations", { body: { name: "Bank", metadata: { region: "west" } } }),
  updateLocation: async (client) =>
    client.PUT("/locations/{id}", { params: { path: await createLocation(client) }, body: { name: "Bank" } }),
  bulkImport: (client) => client.POST("/bulk", { body: [{ customer: { name: "Ada" }, debt_accounts: [] }] }),
  createWebhook: (client) =>
    client.POST("/webhooks", {
      body: { url: "https://example.com/hook", events: ["customer.create"], secret: "0123456789abcdef" },
    }),
  updateWebhook: async (client) =>
    client.PUT("/webhooks/{id}", {
      params: { path: await findRow(client, "/webhooks") },
      body: { events: ["charge.created"] },
    }),
  createEmailTemplate: (client) => client.POST("/email-templates", { body: { subject: "Hello", body: "<p>Hi</p>" } }),
  getEmailTemplate: async (client) =>
    client.GET("/email-templates/{id}", { params: { path: await createTemplate(client) } }),
  listEmailCampaigns: (client) => client.GET("/email-campaigns"),
  createEmailCampaign: async (client) =>
    client.POST("/email-campaigns", { body: { name: "Spring", email_template_id: (await createTemplate(client)).id } }),
  getEmailCampaign: async (client) =>
    client.GET("/email-campaigns/{id}", { params: { path: await createCampaign(client) } }),
  createCampaignSubscribers: async (client) =>
    client.POST("/email-campaigns/{campaign_id}/subscribers", {
      params: { path: { campaign_id: (await createCampaign(client)).id } },
      body: { subscribers: [{ email: "ada@example.com" }, { email: "no address" }] },
    }),
};

/** Valid bodies, for calls that the server rejects for another reason. */
const BODIES: Record<string, object> = {
  "/customers/{id}": { first_name: "Ada", last_name: "Byron" },
  "/payment_plans/{id}": { debt_account_id: "1", total_amount: 1, installment_amount: 1, frequency: "weekly" },
  "/payment-plans/{id}": TERMS,
  "/webhooks/{id}": { events: [] },
  "/payment-methods/{id}": { is_primary: true },
  "/locations/{id}": { name: "Bank" },
};

const document = parse(
  readFileSync(new URL("../../generated/openapi.yaml", import.meta.url), "utf8"),
) as OpenAPIV3.Document;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
/** Operations of the document that the sandbox simulates: upstream may have added others. */
const simulated = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item?.[method];
    const id = SIMULATED_OPERATIONS.find((known) => known === operation?.operationId);
    return operation && id ? [{ path, method, id, operation }] : [];
  }),
);

/**
 * Validates against a strict form of the document: envelopes require every field that the sandbox simulates, and no schema
 * allows others. The document itself requires next to nothing, so `{}` would be valid everywhere.
 */
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const strict = structuredClone(document);
for (const [name, schema] of Object.entries(strict.components?.schemas ?? {})) {
  if ("$ref" in schema || !schema.properties) continue;
  schema.additionalProperties = false;
  const isSimulated = (field: string): boolean => SIMULATED_FIELDS[name]?.includes(field) ?? false;
  if (/Response$|Result$/.test(name)) schema.required = Object.keys(schema.properties).filter(isSimulated);
  else if ("id" in schema.properties) schema.required = ["id"];
}
ajv.addSchema(strict, "document");

function schemaOf(path: string, method: string, status: number): string | undefined {
  const responses = simulated.find((operation) => operation.path === path && operation.method === method)?.operation
    .responses;
  const key = responses && String(status) in responses ? String(status) : "2XX";
  const response = responses?.[key];
  if (!response) throw new Error(`${method} ${path} responded with ${status}, which is not documented`);
  if ("$ref" in response) return `document${response.$ref}/content/application~1json/schema`;
  if (!response.content) return undefined;
  const escaped = path.replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");
  return `document#/paths/${escaped}/${method}/responses/${key}/content/application~1json/schema`;
}

/** Calls any method and path, without types. */
const requestOf = (of: TrattaClient) =>
  of.request as unknown as (method: string, path: string, init: object) => Promise<Result>;

let sandbox: Sandbox;
let listener: SandboxListener;
let client: TrattaClient;
async function start(dialect: "source" | "vendor"): Promise<void> {
  sandbox = createSandbox({ dialect, clock: () => Date.UTC(2026, 0, 1, 12), customers: 30 });
  listener = await sandbox.listen();
  client = createTrattaClient({ baseUrl: `${listener.url}/api/v1`, token: sandbox.token, retry: false });
}
afterEach(() => listener?.close());

test("every operation that the sandbox simulates is called here, 30 of them as before the vendor's pages", () => {
  const called = new Set([...Object.keys(SOURCE_CALLS), ...Object.keys(VENDOR_CALLS)]);
  expect(simulated.map(({ id }) => id).toSorted()).toEqual([...called].toSorted());
  expect(Object.keys(SOURCE_CALLS)).toHaveLength(27 + 3);
});

describe.each([
  ["source", SOURCE_CALLS],
  ["vendor", VENDOR_CALLS],
] as const)("the operations of the document, in the dialect %s", (dialect, calls) => {
  beforeEach(() => start(dialect));
  const ofDialect = simulated.filter(({ id }) => calls[id]);

  test.each(ofDialect)("$id responds over HTTP in the documented shape", async ({ id, path, method }) => {
    const { data, error, response } = (await calls[id]?.(client)) ?? expect.fail("not called");
    expect(error).toBeUndefined();
    expect(sandbox.requests.filter(({ operationId }) => operationId === id)).toContainEqual(
      expect.objectContaining({ method: method.toUpperCase(), pathTemplate: path, status: response.status }),
    );
    const schema = schemaOf(path, method, response.status);
    if (schema === undefined) expect(data).toBeUndefined();
    else expect(ajv.validate({ $ref: schema }, data) || ajv.errorsText()).toBe(true);
  });

  test.each(ofDialect.filter(({ path }) => path.endsWith("{id}")))(
    "$id responds with 404 and an error body to an id that does not exist",
    async ({ path, method, operation }) => {
      const body = operation.requestBody && BODIES[path];
      const init = { params: { path: { id: "no such id" } }, ...(body && { body }) };
      const { data, error, response } = await requestOf(client)(method, path, init);
      expect(response.status).toBe(404);
      expect(data).toBeUndefined();
      expect(error).toEqual({ error: expect.any(String), errorCode: expect.any(String) });
    },
  );

  test.each(ofDialect)("$id responds with 401 to a wrong token", async ({ path, method }) => {
    const stranger = createTrattaClient({ baseUrl: listener.url, token: "another-token", retry: false });
    const init = {
      params: { path: { id: "1", address_id: "1", campaign_id: "1" } },
      ...(method.startsWith("p") && { body: {} }),
    };
    const { error, response } = await requestOf(stranger)(method, path, init);
    expect(response.status).toBe(401);
    expect(ajv.validate({ $ref: "document#/components/schemas/ErrorResponse" }, error) || ajv.errorsText()).toBe(true);
  });
});
