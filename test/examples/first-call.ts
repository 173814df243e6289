import { createTrattaClient, paginate, unwrap } from "tratta-client";
import { createSandbox } from "tratta-client/sandbox";

const sandbox = await createSandbox({ customers: 1_200 }).listen(); // no account needed
const client = createTrattaClient({ baseUrl: sandbox.url, token: "sandbox-token" });
// For the real API: createTrattaClient({ orgUuid: "<your org uuid>", token: "<your token>" })

const { data: customer } = await unwrap(client.POST("/customers", { body: { name: "Ada Byron" } }));

let customers = 0;
for await (const { id } of paginate(client, "/customers")) customers += id ? 1 : 0;

const { error } = await client.POST("/charges", { body: { amount: -1 } });
console.log(customer?.id, customers, error?.errorCode);
await sandbox.close();
