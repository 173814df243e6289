import { readFileSync } from "node:fs";
import { Ajv, type AnySchema } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { SIMULATED_OPERATIONS } from "../../../src/sandbox/operations/simulated.ts";
import { RESPONSE_FIELDS } from "../../../src/sandbox/resources/response-fields.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

interface Documented {
  operationId: string;
  method: string;
  path: string;
  /** The success status, or `2XX`, and the schema of its JSON body where it has one. */
  status: string;
  schema: AnySchema | undefined;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a document of any shape, read by its known paths
const document: any = parse(readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"));

/** What the sandbox answers where no page shows the body. */
const ASSUMED: Record<string, string> = {
  bulkImport: "BulkOperationResponse",
  requestPaymentPlan: "CustomerSessionResponse",
};

const documented: Documented[] = Object.entries<object>(document.paths)
  .flatMap(([path, item]) =>
    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    Object.entries<any>(item).map(([method, { operationId, responses }]) => {
      const [status = ""] = Object.keys(responses).filter((each) => each.startsWith("2"));
      const assumed = ASSUMED[operationId] && { $ref: `#/components/schemas/${ASSUMED[operationId]}` };
      const schema = assumed ?? responses[status]?.content?.["application/json"]?.schema;
      return { operationId, method: method.toUpperCase(), path, status, schema };
    }),
  )
  // What upstream adds later gets a mock response, which is tested with the mock.
  .filter(({ operationId }) => SIMULATED_OPERATIONS.includes(operationId));

// The document requires and forbids next to nothing in responses, so an empty object would pass. Here every field of the
// dialect has to be there but for these, and no other may be: neither one that the table lacks nor one that upstream adds.
const OPTIONAL = new Set(
  `email phone account_number brand expiry_month expiry_year payment_plan payment_source next_payment_date
   payment_method_id debt_account_id payment_plan_id external_id date_of_birth ssn Customer.status debt_account_external_id
   card_token bank_account card_zip account_state billing_address payment_method_details card Ticket.name return_url
   from_submitted_date to_submitted_date description card_holder account_holder account_type routing_number
   account_zip
   Address.name line1 line2 postal_code state country`.split(/\s+/),
);

/** Narrows a schema to a dialect's fields; those of an object within it have its name in front, as in `data.id`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
function strictly(schema: any, fields: readonly string[], name: string): unknown {
  if (schema.properties === undefined) return schema;
  const simulated = fields.filter((field) => !field.includes("."));
  const properties = Object.fromEntries(
    simulated.map((field) => {
      const inner = fields.flatMap((other) => (other.startsWith(`${field}.`) ? other.slice(field.length + 1) : []));
      const property = schema.properties[field] ?? false;
      return [field, inner.length > 0 ? strictly(property, inner, field) : property];
    }),
  );
  const required = simulated.filter((field) => !OPTIONAL.has(field) && !OPTIONAL.has(`${name}.${field}`));
  return { ...schema, properties, required, additionalProperties: false };
}

type Dialect = keyof typeof RESPONSE_FIELDS;
const DIALECTS: readonly Dialect[] = ["source", "vendor"];

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
for (const dialect of DIALECTS) {
  const schemas = Object.entries(RESPONSE_FIELDS[dialect]).map(([name, fields]) => [
    name,
    strictly(document.components.schemas[name], fields, name),
  ]);
  ajv.addSchema({
    $id: dialect,
    components: { schemas: { ...document.components.schemas, ...Object.fromEntries(schemas) } },
  });
}

function problemsOf(schema: AnySchema, body: unknown, dialect: Dialect): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/', `"${dialect}#/`);
  const validate = ajv.compile(JSON.parse(text));
  return validate(body) ? [] : validate.errors;
}

const NOW = "2025-03-01";

/** A request that makes each operation succeed. */
const BODIES: Record<string, (ids: Record<string, string>) => object> = {
  createCustomer: () => ({
    first_name: "Ada",
    last_name: "Abbott",
    email: "ada@example.com",
    phone: "+1-202-555-0100",
  }),
  updateCustomer: () => ({ first_name: "Ada", last_name: "Baker" }),
  createDebtAccount: ({ customers }) => ({
    customer_id: customers,
    original_balance: 300,
    account_number: "A-1",
    description: "A debt",
    payment_plan: { frequency: "last_of_month", start_date: "2025-03-31", amount: 100 },
  }),
  createPaymentPlan: ({ debt_accounts: account, payment_methods: method }) => ({
    debt_account_id: account,
    total_amount: 100,
    installment_amount: 30,
    frequency: "biweekly",
    payment_method_id: method,
  }),
  updatePaymentPlan: ({ planned_accounts: account }) => ({
    debt_account_id: account,
    total_amount: 90,
    installment_amount: 45,
    frequency: "monthly",
    start_date: "2025-03-15",
  }),
  updatePaymentPlanById: () => ({ frequency: "weekly", start_date: "2025-04-01", amount: 20 }),
  createPaymentMethod: ({ customers }) => ({ type: "bank_account", token: "tok_secret", customer_id: customers }),
  createCharge: ({ debt_accounts: account, payment_methods: method }) => ({
    amount: 12,
    debt_account_id: account,
    payment_method_id: method,
    description: "First payment",
  }),
  createWebhook: () => ({ url: "https://example.com/hook", events: ["charge.completed"], secret: "0123456789abcdef" }),
  createCustomerSession: ({ customers }) => ({ customer_id: customers, redirect_url: "https://example.com/" }),
  bulkImportDebtAccounts: ({ customers }) => ({
    debt_accounts: [
      { customer_id: customers, original_balance: 10 },
      { customer_id: "nobody", original_balance: 10 },
    ],
  }),
  createTicket: ({ customers }) => ({ subject: "Help", description: "Please", customer_id: customers }),
  createDebtAccountHyphenated: ({ customers, locations }) => ({
    customer_id: customers,
    location_id: locations,
    balance: 300,
    external_id: "D-1",
    payment_plan: { frequency: "monthly", recurring_day: "15th", amount: "100" },
  }),
  createPaymentMethodHyphenated: () => ({ card: CARD }),
  updatePaymentMethod: () => ({ is_primary: true }),
  attachPaymentMethodAddress: ({ address }) => ({ billing_address_id: address }),
  requestPaymentPlan: () => ({ type: "sms", phone: "+1-202-555-0100", debt_account_external_id: "EXT-1" }),
  createCustomerSessionHyphenated: ({ customers }) => ({ customer_id: customers, return_url: "https://example.com/" }),
  createLocation: () => ({ name: "Second Bank", metadata: { region: "west" } }),
  updateLocation: () => ({ name: "Third Bank", external_id: "L-3" }),
  bulkImport: () => [{ customer: { name: "Ada Abbott" }, debt_accounts: [{ balance: 100 }] }],
  updateWebhook: () => ({ events: ["customer.create"], secret: "0123456789abcdef" }),
  createEmailTemplate: () => ({ subject: "Hello", body: "<p>Hello</p>" }),
  createEmailCampaign: ({ email_templates: template }) => ({ name: "Spring", email_template_id: template }),
  createCampaignSubscribers: () => ({ subscribers: [{ email: "ada@example.com" }, { email: "none" }] }),
};

const CARD = {
  card_holder: "Ada Abbott",
  card_number: "4111111111111111",
  card_expiration_month: 1,
  card_expiration_year: "30",
  card_postal_code: "62701",
};

/** An id of each resource. What is not seeded is created. */
async function createIds(sandbox: Sandbox): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const resource of ["debt_accounts", "charges", "transactions", "webhooks"]) {
    ids[resource] = (await call(sandbox, "GET", `/${resource}?limit=1`)).body.data[0].id;
  }
  const create = async (path: string, body: object): Promise<string> =>
    (await call(sandbox, "POST", path, body)).body.data.id;
  ids["customers"] = await create("/customers", { name: "Ada Abbott", address: { city: "Springfield" } });
  ids["address"] = ids["customers"];
  ids["payment_methods"] = await create("/payment-methods", { card: CARD });
  ids["locations"] = await create("/locations", { name: "First Bank", external_id: "L-1" });
  ids["email_templates"] = await create("/email-templates", { subject: "Hello", body: "<p>Hello</p>" });
  const campaign = { name: "Spring", description: "All", email_template_id: ids["email_templates"] };
  ids["email_campaigns"] = await create("/email-campaigns", campaign);
  const account = { customer_id: ids["customers"], location_id: "L-1", external_id: "EXT-1", balance: 90 };
  ids["planned_accounts"] = await create("/debt-accounts", {
    ...account,
    payment_plan: { frequency: "weekly", amount: 45 },
  });
  const planned = await call(sandbox, "GET", `/debt-accounts/${ids["planned_accounts"]}`);
  ids["payment_plans"] = planned.body.data.payment_plan.id;
  const address = { billing_address_id: ids["address"] };
  await call(sandbox, "PUT", `/payment-methods/${ids["payment_methods"]}/address`, address);
  return ids;
}

function pathOf(path: string, ids: Record<string, string>): string {
  const id = ids[(path.split("/")[1] ?? "").replace("-", "_")] ?? "";
  return path.replace(/\{(id|campaign_id)\}/, id).replace("{address_id}", ids["address"] ?? "");
}

test("the simulated operations are all in the OpenAPI document", () => {
  const names = documented.map(({ operationId }) => operationId);
  expect(names.toSorted()).toEqual(SIMULATED_OPERATIONS.toSorted());
});

describe.each(DIALECTS)("the simulated operations in the dialect %s", (dialect) => {
  test.each(documented)(
    "$operationId responds as the document says",
    async ({ operationId, method, path, status, schema }) => {
      const sandbox = createSandbox({ dialect, clock: noonOf(NOW) });
      const ids = await createIds(sandbox);
      const response = await call(sandbox, method, pathOf(path, ids), BODIES[operationId]?.(ids));
      expect(String(response.status)).toMatch(status === "2XX" ? /^20[0-2]$/ : status);
      expect(sandbox.requests.at(-1)?.operationId).toBe(operationId);
      expect(response.headers.has("X-Sandbox")).toBe(false);
      expect(schema === undefined ? response.body : problemsOf(schema, response.body, dialect)).toEqual(
        schema === undefined ? "" : [],
      );
      expect(JSON.stringify(response.body)).not.toMatch(/tok_secret|4111111111111111/);
    },
  );

  const readers = documented.filter(({ method, path }) => method === "GET" && !path.includes("{id}"));
  test.each(readers)("every row of $operationId is as the document says", async ({ path, schema }) => {
    const sandbox = createSandbox({ dialect, customers: 60 });
    await createIds(sandbox);
    const { body } = await call(sandbox, "GET", `${path}?limit=100`);
    expect(body.data.length).toBeGreaterThan(0);
    expect(schema && problemsOf(schema, body, dialect)).toEqual([]);
  });

  const withId = documented.filter(({ path }) => path.includes("{id}"));
  test.each(withId)("$operationId of an unknown id is not found", async ({ operationId, method, path }) => {
    const sandbox = createSandbox({ dialect, clock: noonOf(NOW) });
    const ids = await createIds(sandbox);
    const target = pathOf(path.replace("{id}", "constructor"), ids);
    const response = await call(sandbox, method, target, BODIES[operationId]?.(ids));
    expect([response.status, response.body.errorCode]).toEqual([404, "not_found"]);
    expect(problemsOf({ $ref: "#/components/schemas/ErrorResponse" }, response.body, dialect)).toEqual([]);
  });
});
