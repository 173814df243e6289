import { createTrattaClient, paginate, unwrap } from "tratta-client";

/** Compiled by the type cost measurement only: 20 different calls and three paginations. */
const client = createTrattaClient({ orgUuid: "acme", token: "token" });
const params = { path: { id: "42" } };
const ada = { first_name: "Ada", last_name: "Byron" };

export async function callEverything(): Promise<(string | boolean | undefined)[]> {
  await unwrap(client.DELETE("/payment_methods/{id}", { params }));
  await unwrap(client.DELETE("/webhooks/{id}", { params }));
  return [
    (await unwrap(client.GET("/customers"))).data?.[0]?.email,
    (await unwrap(client.POST("/customers", { body: ada }))).data?.id,
    (await unwrap(client.GET("/customers/{id}", { params }))).data?.first_name,
    (await unwrap(client.PUT("/customers/{id}", { params, body: ada }))).data?.last_name,
    (await unwrap(client.POST("/customer_sessions", { body: { customer_id: "42" } }))).data?.magic_link,
    (await unwrap(client.GET("/debt_accounts"))).data?.[0]?.id,
    (await unwrap(client.GET("/debt_accounts/{id}", { params }))).data?.id,
    (await unwrap(client.GET("/payment_methods"))).data?.[0]?.id,
    (await unwrap(client.GET("/payment_methods/{id}", { params }))).data?.id,
    (await unwrap(client.GET("/payment_plans"))).data?.[0]?.frequency,
    (await unwrap(client.GET("/payment-plans/{id}", { params }))).data?.frequency,
    (await unwrap(client.DELETE("/payment-plans/{id}", { params }))).success,
    (await unwrap(client.GET("/charges"))).data?.[0]?.id,
    (await unwrap(client.GET("/charges/{id}", { params }))).data?.id,
    (await unwrap(client.POST("/charges", { body: { amount: 700 } }))).data?.id,
    (await unwrap(client.GET("/transactions/{id}", { params }))).data?.id,
    (await unwrap(client.GET("/tickets"))).data?.[0]?.id,
    (await unwrap(client.GET("/webhooks"))).data?.[0]?.id,
  ];
}

export async function pageThroughThree(): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  for await (const customer of paginate(client, "/customers")) ids.push(customer.id);
  for await (const charge of paginate(client, "/charges")) ids.push(charge.id);
  for await (const transaction of paginate(client, "/transactions")) ids.push(transaction.id);
  return ids;
}
