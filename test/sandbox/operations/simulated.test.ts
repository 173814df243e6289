import { expect, test } from "vitest";
import { createSeededStore } from "../../../src/sandbox/domain/seed-data.ts";
import { OPERATIONS } from "../../../src/sandbox/operations/operations.ts";
import { applyImports } from "../../../src/sandbox/domain/vendor/apply-imports.ts";
import { REQUEST_FIELDS, SIMULATED_FIELDS, SIMULATED_OPERATIONS } from "../../../src/sandbox/operations/simulated.ts";
import { RESPONSE_FIELDS } from "../../../src/sandbox/resources/response-fields.ts";
import { createSerializers } from "../../../src/sandbox/resources/serializers.ts";
import { checkSandboxOptions } from "../../../src/sandbox/sandbox-options.ts";
import { noonOf } from "../../support/sandbox-caller.ts";

// Every operation that the document has today. One that upstream adds later is not listed here, and gets a mock response
// until it has a handler; one that loses its handler fails this test.
test("every operation of today's document is simulated", () => {
  expect(SIMULATED_OPERATIONS.toSorted()).toEqual([
    "attachPaymentMethodAddress",
    "bulkImport",
    "bulkImportDebtAccounts",
    "createCampaignSubscribers",
    "createCharge",
    "createCustomer",
    "createCustomerSession",
    "createCustomerSessionHyphenated",
    "createDebtAccount",
    "createDebtAccountHyphenated",
    "createEmailCampaign",
    "createEmailTemplate",
    "createLocation",
    "createPaymentMethod",
    "createPaymentMethodHyphenated",
    "createPaymentPlan",
    "createTicket",
    "createWebhook",
    "deletePaymentMethod",
    "deletePaymentMethodHyphenated",
    "deletePaymentPlanById",
    "deleteWebhook",
    "detachPaymentMethodAddress",
    "getCharge",
    "getCustomer",
    "getDebtAccount",
    "getDebtAccountHyphenated",
    "getEmailCampaign",
    "getEmailTemplate",
    "getPaymentMethod",
    "getPaymentMethodHyphenated",
    "getPaymentPlan",
    "getPaymentPlanById",
    "getTransaction",
    "listCharges",
    "listCustomers",
    "listDebtAccounts",
    "listDebtAccountsHyphenated",
    "listEmailCampaigns",
    "listPaymentMethods",
    "listPaymentMethodsHyphenated",
    "listPaymentPlans",
    "listTickets",
    "listTransactions",
    "listWebhooks",
    "requestPaymentPlan",
    "updateCustomer",
    "updateLocation",
    "updatePaymentMethod",
    "updatePaymentPlan",
    "updatePaymentPlanById",
    "updateWebhook",
  ]);
});

test("a misspelt operation or field does not compile", () => {
  // @ts-expect-error -- the table's type is that of the operations
  const operation: (typeof SIMULATED_OPERATIONS)[number] = "creatCharge";
  expect(SIMULATED_OPERATIONS).not.toContain(operation);
});

const settings = checkSandboxOptions({ dialect: "source", clock: noonOf("2025-03-01") });

/** Ids of the seeded data, of which every request body takes what it needs. */
function seed() {
  const store = createSeededStore(settings);
  const plan = [...store.payment_plans].find(({ charges }) => charges.every(({ scheduled }) => !scheduled));
  const account = [...store.debt_accounts].find(({ payment_plan_id: planId }) => planId === undefined);
  const [customer] = [...store.customers];
  const [method] = [...store.payment_methods];
  if (!plan || !account || !customer || !method) throw new Error("the seeded data lacks a record");
  return { store, plan, account, customer, method };
}

/** Fills a request with a value for every field, simulated or not; `read` receives the names that a handler reads. */
function spy<Body extends object>(body: Body, schema: string, read: Map<string, Set<string>>): Body {
  const names = read.get(schema) ?? new Set<string>();
  read.set(schema, names);
  return new Proxy(body, {
    get(target, name, receiver) {
      // Not the fields of the other schema that the operation accepts.
      if (typeof name === "string" && Object.hasOwn(target, name)) names.add(name);
      return Reflect.get(target, name, receiver);
    },
    ownKeys() {
      throw new Error("a handler that copies a whole request would also store the fields it does not know");
    },
  });
}

test("the handlers read from requests the simulated fields, no more and no fewer", () => {
  const read = new Map<string, Set<string>>();
  const seeded = seed();
  const run = (operationId: string, body: object, id = "") => {
    const operation = OPERATIONS.get(operationId);
    if (operation === undefined) throw new Error(`${operationId} is not simulated`);
    const { store } = seeded;
    const { paymentPlanRules, maxPageSize } = settings;
    const serialize = createSerializers(store, paymentPlanRules);
    const url = new URL("http://sandbox.test/");
    const query = { limit: 10, page: 1 };
    const now = settings.clock();
    const request = { now, url, id, pathParameters: { id, campaign_id: id }, query, refusedRows: new Map() };
    const context = { store, serialize, paymentPlanRules, maxPageSize, ...request };
    return operation({ ...context, body: body as never }).status;
  };
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

  const address = () =>
    spy(
      { name: "n", line1: "l", line2: "l", city: "c", postal_code: "p", state: "s", country: "c", is_primary: true },
      "Address",
      read,
    );
  const details = () => ({
    phone: "1",
    date_of_birth: "1990-01-01",
    ssn_last4: 12,
    address: address(),
    metadata: { key: "value" },
  });
  const vendorPerson = { name: "A B", email: "a@b.test", external_id: "C-1", status: "active", ...details() };
  const card = () =>
    spy(
      {
        card_holder: "A",
        card_number: "4111111111111111",
        card_expiration_month: 1,
        card_expiration_year: "30",
        card_security_code: "123",
        card_postal_code: "12345",
      },
      "CardDetails",
      read,
    );
  const bank = { account_holder: "A", account_type: "checking", routing_number: "011000015", account_number: "12345" };
  const ach = { ...bank, account_zip: "12345", account_state: "IL", ownership_type: "personal" };
  const { account_state: _state, ownership_type: _ownership, ...chargeAch } = ach;
  const vendorDebt = {
    customer_id: "C-1",
    location_id: "L-1",
    location_name: "Bank",
    location_type: "product_type",
    locations: [],
    external_account_number: "1",
    billing_type: [],
    balance: 500,
    current_balance: 400,
    settlement_amount: 1,
    metadata: {},
  };
  const planInDebt = { frequency: "weekly", recurring_day: "monday", amount: "100", start_date: "2025-03-20" };
  const charge = {
    amount: 5,
    scheduled_at: "2025-04-01",
    linked_debt_account: true,
    debt_account_external_id: "D-1",
    email: "a@b.test",
    send_email: false,
  };
  const row = spy(
    {
      customer: spy({ name: "A B", email: "a@b.test", external_id: "C-2", ...details() }, "BulkCustomer", read),
      location: spy({ name: "Bank", external_id: "L-2" }, "BulkImportRow.location", read),
      parent_debt_accounts: [
        spy(
          { external_account_number: "1", balance: 0, current_balance: 0, external_id: "P-1", metadata: {} },
          "BulkParentDebtAccount",
          read,
        ),
      ],
      debt_accounts: [
        spy(
          {
            external_account_number: "1",
            balance: 0,
            current_balance: 0,
            external_id: "D-9",
            parent_external_id: "P-1",
          },
          "BulkDebtAccount",
          read,
        ),
      ],
    },
    "BulkImportRow",
    read,
  );
  const offer = { frequency: "weekly", start_date: "2025-03-20", min_payment_amount: 100 };
  const contact = { type: "email", email: "a@b.test", phone: "1", debt_account_external_id: "D-2" };
  const withSecret = { url: "https://a.test", events: ["customer.create"], secret: "0123456789abcdef" };

  expect([
    run("createCustomer", spy(vendorPerson, "VendorCustomerRequest", read)),
    run("updateCustomer", spy({ name: "A", email: "a@b.test" }, "VendorCustomerUpdate", read), "C-1"),
    run(
      "createDebtAccountHyphenated",
      spy({ ...vendorDebt, external_id: "P-0", parent_external_id: null }, "VendorDebtAccountRequest", read),
    ),
    run(
      "createDebtAccountHyphenated",
      spy(
        {
          ...vendorDebt,
          external_id: "D-1",
          parent_external_id: "P-0",
          payment_plan: spy(planInDebt, "DebtAccountPaymentPlan", read),
        },
        "VendorDebtAccountRequest",
        read,
      ),
    ),
    run("createDebtAccountHyphenated", { ...vendorDebt, external_id: "D-2" }),
    run("createPaymentMethodHyphenated", spy({ card: card() }, "CardPaymentMethodRequest", read)),
    run("createPaymentMethodHyphenated", spy({ ach: spy(ach, "AchDetails", read) }, "AchPaymentMethodRequest", read)),
    run("updatePaymentMethod", spy({ is_primary: true }, "PaymentMethodUpdate", read), method.id),
    run("createCharge", spy({ ...charge, payment_method_id: method.id }, "VendorChargeRequest", read)),
    run("createCharge", spy({ ...charge, card: card() }, "VendorChargeRequest", read)),
    run("createCharge", spy({ ...charge, ach: spy(chargeAch, "ChargeAchDetails", read) }, "VendorChargeRequest", read)),
    run(
      "createLocation",
      spy({ name: "B", type: "product_type", external_id: "L-3", metadata: {} }, "LocationRequest", read),
    ),
    run(
      "updateLocation",
      spy({ name: "B", type: "product_type", external_id: "L-4", metadata: {} }, "LocationUpdate", read),
      "L-3",
    ),
    run("requestPaymentPlan", spy({ ...offer, ...contact }, "PaymentPlanInvitationRequest", read)),
    run(
      "requestPaymentPlan",
      spy({ type: "sms", phone: "1", debt_account_external_id: "D-2" }, "PaymentPlanInvitationRequest", read),
    ),
    run(
      "createCustomerSessionHyphenated",
      spy(
        {
          customer_id: "C-1",
          debt_account_id: "D-1",
          valid_until: 1,
          return_url: "https://a.test",
          expiration_return_url: "https://a.test",
          destination: "accounts_list",
          tags: [],
        },
        "VendorCustomerSessionRequest",
        read,
      ),
    ),
    run("bulkImport", [row]),
    run("createWebhook", spy(withSecret, "VendorWebhookRequest", read)),
    run("updateWebhook", spy(withSecret, "VendorWebhookUpdate", read), [...seeded.store.webhooks][0]?.id),
    run("createEmailTemplate", spy({ subject: "s", body: "b" }, "EmailTemplateRequest", read)),
  ]).toEqual([201, 200, 201, 201, 201, 201, 201, 200, 201, 201, 201, 201, 200, 201, 201, 201, 202, 201, 200, 201]);
  applyImports(seeded.store);
  const template = [...seeded.store.email_templates][0]?.id ?? "";
  const campaign = { name: "n", email_template_id: template, description: "d" };
  expect(run("createEmailCampaign", spy(campaign, "EmailCampaignRequest", read))).toBe(201);
  const subscriber = spy(
    { email: "a@b.test", debt_account_external_id: "D-1", variables: {} },
    "CampaignSubscriber",
    read,
  );
  const subscribers = spy({ subscribers: [subscriber] }, "CampaignSubscribersRequest", read);
  expect(run("createCampaignSubscribers", subscribers, [...seeded.store.email_campaigns][0]?.id)).toBe(201);
  const owner = seeded.store.payment_methods.add({ ...method, id: "unowned", customer_id: undefined });
  const addressId = seeded.store.customers.getByExternalId("C-1")?.id ?? "";
  const attach = spy({ billing_address_id: addressId }, "PaymentMethodAddressRequest", read);
  expect(run("attachPaymentMethodAddress", attach, owner.id)).toBe(200);

  const location = [...(read.get("BulkImportRow.location") ?? [])].map((field) => `location.${field}`);
  for (const field of location) read.get("BulkImportRow")?.add(field);
  read.delete("BulkImportRow.location");
  expect(Object.fromEntries([...read].map(([name, fields]) => [name, [...fields].toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(REQUEST_FIELDS).map(([name, fields]) => [name, fields.toSorted()])),
  );
});

test("the simulated fields are those of requests and of both dialects' responses, each once", () => {
  const { source, vendor } = RESPONSE_FIELDS;
  for (const [name, fields] of Object.entries(SIMULATED_FIELDS)) {
    const all = [...(REQUEST_FIELDS[name] ?? []), ...(source[name] ?? []), ...(vendor[name] ?? [])];
    expect([name, fields.toSorted()]).toEqual([name, [...new Set(all)].toSorted()]);
  }
});
