import { expect, test } from "vitest";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { OPERATIONS } from "../../../src/sandbox/operations/operations.ts";
import { SIMULATED_FIELDS, SIMULATED_OPERATIONS } from "../../../src/sandbox/operations/simulated.ts";
import { createSerializers } from "../../../src/sandbox/resources/serializers.ts";
import { checkSandboxOptions } from "../../../src/sandbox/sandbox-options.ts";
import { noonOf } from "../../support/sandbox-caller.ts";

// Every operation that the document has today. One that upstream adds later is not listed here, and gets a mock response
// until it has a handler; one that loses its handler fails this test.
test("every operation of today's document is simulated: 27 of the source and 3 of the documented payment plan", () => {
  expect(SIMULATED_OPERATIONS.toSorted()).toEqual([
    "bulkImportDebtAccounts",
    "createCharge",
    "createCustomer",
    "createCustomerSession",
    "createDebtAccount",
    "createPaymentMethod",
    "createPaymentPlan",
    "createTicket",
    "createWebhook",
    "deletePaymentMethod",
    "deletePaymentPlanById",
    "deleteWebhook",
    "getCharge",
    "getCustomer",
    "getDebtAccount",
    "getPaymentMethod",
    "getPaymentPlan",
    "getPaymentPlanById",
    "getTransaction",
    "listCharges",
    "listCustomers",
    "listDebtAccounts",
    "listPaymentMethods",
    "listPaymentPlans",
    "listTickets",
    "listTransactions",
    "listWebhooks",
    "updateCustomer",
    "updatePaymentPlan",
    "updatePaymentPlanById",
  ]);
  expect(SIMULATED_OPERATIONS).toHaveLength(27 + 3);
});

test("a misspelt operation or field does not compile", () => {
  // @ts-expect-error -- the table's type is that of the operations
  const operation: (typeof SIMULATED_OPERATIONS)[number] = "creatCharge";
  expect(SIMULATED_OPERATIONS).not.toContain(operation);
});

const settings = checkSandboxOptions({ clock: noonOf("2025-03-01") });

/** Ids of the seeded data, of which every request body takes what it needs. */
function seed() {
  const store = createSeededStore(settings);
  const plan = store.payment_plans.all.find(({ charges }) => charges.every(({ scheduled }) => !scheduled));
  const account = store.debt_accounts.all.find(({ payment_plan_id: planId }) => planId === undefined);
  const [customer] = store.customers.all;
  const [method] = store.payment_methods.all;
  if (!plan || !account || !customer || !method) throw new Error("the seeded data lacks a record");
  return { store, plan, account, customer, method };
}

/** Fills a request with a value for every field, simulated or not; `read` receives the names that a handler reads. */
function spy<Body extends object>(body: Body, schema: string, read: Map<string, Set<string>>): Body {
  const names = read.get(schema) ?? new Set<string>();
  read.set(schema, names);
  return new Proxy(body, {
    get(target, name, receiver) {
      if (typeof name === "string") names.add(name);
      return Reflect.get(target, name, receiver);
    },
    ownKeys() {
      throw new Error("a handler that copies a whole request would also store the fields it does not know");
    },
  });
}

test("the handlers read from requests the simulated fields, no more and no fewer", () => {
  const read = new Map<string, Set<string>>();
  const run = (operationId: string, body: object, id = "") => {
    const operation = OPERATIONS.get(operationId);
    if (operation === undefined) throw new Error(`${operationId} is not simulated`);
    const { store } = seeded;
    const { paymentPlanRules, maxPageSize } = settings;
    const serialize = createSerializers(store, paymentPlanRules);
    const url = new URL("http://sandbox.test/");
    const query = { limit: 10, page: 1 };
    const now = settings.clock();
    const context = { store, serialize, paymentPlanRules, maxPageSize, now, url, id, query };
    return operation({ ...context, body: body as never }).status;
  };
  const seeded = seed();
  const { plan, account, customer, method } = seeded;
  const terms = () => spy({ frequency: "weekly", start_date: "2025-03-20", amount: 500 }, "PaymentPlanTerms", read);
  const debt = () =>
    spy(
      { customer_id: customer.id, account_number: "1", original_balance: 500, payment_plan: terms(), description: "d" },
      "DebtAccountRequest",
      read,
    );
  const fullPlan = (debtAccountId: string) =>
    spy(
      {
        debt_account_id: debtAccountId,
        total_amount: 500,
        installment_amount: 250,
        frequency: "monthly",
        start_date: "2025-03-20",
        payment_method_id: method.id,
      },
      "PaymentPlanRequest",
      read,
    );
  const person = () => spy({ first_name: "A", last_name: "B", email: "a@b.test", phone: "1" }, "CustomerRequest", read);

  expect([
    run("createCustomer", person()),
    run("updateCustomer", person(), customer.id),
    run("createDebtAccount", debt()),
    run("bulkImportDebtAccounts", spy({ debt_accounts: [debt()] }, "BulkDebtAccountRequest", read)),
    run("createPaymentPlan", fullPlan(account.id)),
    run("updatePaymentPlan", fullPlan(plan.debt_account_id), plan.id),
    run("updatePaymentPlanById", terms(), plan.id),
    run(
      "createPaymentMethod",
      spy({ type: "card", token: "t", customer_id: customer.id }, "PaymentMethodRequest", read),
    ),
    run(
      "createCharge",
      spy(
        { amount: 5, payment_method_id: method.id, debt_account_id: account.id, description: "d" },
        "ChargeRequest",
        read,
      ),
    ),
    run("createWebhook", spy({ url: "https://a.test", events: [] }, "WebhookRequest", read)),
    run(
      "createCustomerSession",
      spy({ customer_id: customer.id, redirect_url: "https://a.test", expires_in: 60 }, "CustomerSessionRequest", read),
    ),
    run(
      "createTicket",
      spy(
        { subject: "s", description: "d", customer_id: customer.id, debt_account_id: account.id },
        "TicketRequest",
        read,
      ),
    ),
  ]).toEqual([201, 200, 201, 201, 201, 200, 200, 201, 201, 201, 201, 201]);

  const requests = Object.entries(SIMULATED_FIELDS).filter(([name]) => /(Request|Terms)$/.test(name));
  expect(Object.fromEntries([...read].map(([name, fields]) => [name, [...fields].toSorted()]))).toEqual(
    Object.fromEntries(requests.map(([name, fields]) => [name, fields.toSorted()])),
  );
});
