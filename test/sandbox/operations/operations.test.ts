import { readFileSync } from "node:fs";
import { Ajv, type AnySchema } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { SIMULATED_FIELDS, SIMULATED_OPERATIONS } from "../../../src/sandbox/operations/simulated.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

interface Documented {
  operationId: string;
  method: string;
  path: string;
  /** The success status, and the schema of its JSON body where it has one. */
  status: number;
  schema: AnySchema | undefined;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a document of any shape, read by its known paths
const document: any = parse(readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8"));

const documented: Documented[] = Object.entries<object>(document.paths)
  .flatMap(([path, item]) =>
    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    Object.entries<any>(item).map(([method, { operationId, responses }]) => {
      const [status = ""] = Object.keys(responses).filter((each) => each.startsWith("2"));
      const schema = responses[status]?.content?.["application/json"]?.schema;
      return { operationId, method: method.toUpperCase(), path, status: Number(status), schema };
    }),
  )
  // What upstream adds later gets a mock response, which is tested with the mock.
  .filter(({ operationId }) => SIMULATED_OPERATIONS.includes(operationId));

// The document requires and forbids nothing in responses, so an empty object would pass. Here every simulated field has
// to be there but for these, and no other may be: neither one that the table lacks nor one that upstream adds later.
const OPTIONAL = new Set(["email", "phone", "account_number", "brand", "expiry_month", "expiry_year", "payment_plan"]);
for (const name of ["payment_source", "next_payment_date", "payment_method_id", "debt_account_id", "payment_plan_id"]) {
  OPTIONAL.add(name);
}

/** Narrows a schema to its simulated fields; those of an object within it have its name in front, as in `data.id`. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
function strictly(schema: any, fields: readonly string[]): unknown {
  if (schema.properties === undefined) return schema;
  const simulated = fields.filter((field) => !field.includes("."));
  const properties = Object.fromEntries(
    simulated.map((field) => {
      const inner = fields.flatMap((other) => (other.startsWith(`${field}.`) ? other.slice(field.length + 1) : []));
      return [field, strictly(schema.properties[field] ?? false, inner)];
    }),
  );
  const required = simulated.filter((field) => !OPTIONAL.has(field));
  return { ...schema, properties, required, additionalProperties: false };
}

const schemas = Object.entries(SIMULATED_FIELDS).map(([name, fields]) => [
  name,
  strictly(document.components.schemas[name], fields),
]);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: "document", components: { schemas: Object.fromEntries(schemas) } });

function problemsOf(schema: AnySchema, body: unknown): unknown {
  const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
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
    amount: 12.5,
    debt_account_id: account,
    payment_method_id: method,
    description: "First payment",
  }),
  createWebhook: () => ({ url: "https://example.com/hook", events: ["charge.completed"] }),
  createCustomerSession: ({ customers }) => ({ customer_id: customers, redirect_url: "https://example.com/" }),
  bulkImportDebtAccounts: ({ customers }) => ({
    debt_accounts: [
      { customer_id: customers, original_balance: 10 },
      { customer_id: "nobody", original_balance: 10 },
    ],
  }),
  createTicket: ({ customers }) => ({ subject: "Help", description: "Please", customer_id: customers }),
};

async function seededIds(sandbox: Sandbox): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const resource of ["customers", "debt_accounts", "payment_methods", "charges", "transactions", "webhooks"]) {
    ids[resource] = (await call(sandbox, "GET", `/${resource}?limit=1`)).body.data[0].id;
  }
  const plan = (await call(sandbox, "GET", "/payment_plans?limit=1")).body.data[0];
  return { ...ids, payment_plans: plan.id, "payment-plans": plan.id, planned_accounts: plan.debt_account_id };
}

describe("the simulated operations", () => {
  test("are all in the OpenAPI document", () => {
    const names = documented.map(({ operationId }) => operationId);
    expect(names.toSorted()).toEqual(SIMULATED_OPERATIONS.toSorted());
  });

  test.each(documented)(
    "$operationId responds as the document says",
    async ({ operationId, method, path, status, schema }) => {
      const sandbox = createSandbox({ clock: noonOf(NOW) });
      const ids = await seededIds(sandbox);
      const target = path.replace("{id}", ids[path.split("/")[1] ?? ""] ?? "");
      const response = await call(sandbox, method, target, BODIES[operationId]?.(ids));
      expect(response.status).toBe(status);
      expect(sandbox.requests.at(-1)?.operationId).toBe(operationId);
      expect(response.headers.has("X-Sandbox")).toBe(false);
      expect(schema === undefined ? response.body : problemsOf(schema, response.body)).toEqual(
        schema === undefined ? "" : [],
      );
      expect(JSON.stringify(response.body)).not.toContain("tok_secret");
    },
  );

  const readers = documented.filter(({ method, path }) => method === "GET" && !path.includes("{id}"));
  test.each(readers)("every row of $operationId is as the document says", async ({ path, schema }) => {
    const { body } = await call(createSandbox({ customers: 60 }), "GET", `${path}?limit=500`);
    expect(body.data.length).toBeGreaterThan(0);
    expect(schema && problemsOf(schema, body)).toEqual([]);
  });

  const withId = documented.filter(({ path }) => path.includes("{id}"));
  test.each(withId)("$operationId of an unknown id is not found", async ({ operationId, method, path }) => {
    const sandbox = createSandbox({ clock: noonOf(NOW) });
    const body = BODIES[operationId]?.(await seededIds(sandbox));
    const response = await call(sandbox, method, path.replace("{id}", "constructor"), body);
    expect([response.status, response.body.errorCode]).toEqual([404, "not_found"]);
    expect(problemsOf({ $ref: "#/components/schemas/ErrorResponse" }, response.body)).toEqual([]);
  });
});
