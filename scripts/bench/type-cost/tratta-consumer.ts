import { createTrattaClient, paginate, unwrap } from "tratta-client";

/** Compiled by the type cost measurement only: 20 different calls and three paginations. */
const client = createTrattaClient({ orgUuid: "acme", token: "token" });
const params = { path: { id: "42" } };

export async function callEverything(): Promise<(string | undefined)[]> {
  const customers = await unwrap(client.GET("/customers"));
  const newCustomer = await unwrap(client.POST("/customers", { body: { first_name: "Ada", last_name: "Byron" } }));
  const customer = await unwrap(client.GET("/customers/{id}", { params }));
  const changed = await unwrap(
    client.PUT("/customers/{id}", { params, body: { first_name: "Ada", last_name: "King" } }),
  );
  const session = await unwrap(client.POST("/customer_sessions", { body: { customer_id: "42" } }));
  const accounts = await unwrap(client.GET("/debt_accounts"));
  const account = await unwrap(client.GET("/debt_accounts/{id}", { params }));
  const methods = await unwrap(client.GET("/payment_methods"));
  const method = await unwrap(client.GET("/payment_methods/{id}", { params }));
  await unwrap(client.DELETE("/payment_methods/{id}", { params }));
  const plans = await unwrap(client.GET("/payment_plans"));
  const plan = await unwrap(client.GET("/payment-plans/{id}", { params }));
  const deleted = await unwrap(client.DELETE("/payment-plans/{id}", { params }));
  const charges = await unwrap(client.GET("/charges"));
  const charge = await unwrap(client.GET("/charges/{id}", { params }));
  const newCharge = await unwrap(client.POST("/charges", { body: { amount: 700 } }));
  const transaction = await unwrap(client.GET("/transactions/{id}", { params }));
  const tickets = await unwrap(client.GET("/tickets"));
  const webhooks = await unwrap(client.GET("/webhooks"));
  await unwrap(client.DELETE("/webhooks/{id}", { params }));
  return [
    customers.data?.[0]?.email,
    newCustomer.data?.id,
    customer.data?.first_name,
    changed.data?.last_name,
    session.data?.magic_link,
    accounts.data?.[0]?.id,
    account.data?.id,
    methods.data?.[0]?.id,
    method.data?.id,
    plans.data?.[0]?.frequency,
    plan.data?.frequency,
    String(deleted.success),
    charges.data?.[0]?.id,
    charge.data?.id,
    newCharge.data?.id,
    transaction.data?.id,
    tickets.data?.[0]?.id,
    webhooks.data?.[0]?.id,
  ];
}

export async function pageThroughThree(): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const customer of paginate(client, "/customers")) ids.push(customer.id);
  for await (const charge of paginate(client, "/charges")) ids.push(charge.id);
  for await (const transaction of paginate(client, "/transactions")) ids.push(transaction.id);
  return ids;
}
