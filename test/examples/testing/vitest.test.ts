import { createTrattaClient, unwrap } from "tratta-client";
import { createSandbox, type Sandbox } from "tratta-client/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";

// Made once: the data that every test starts with.
const prepared = createSandbox({ customers: 0 });
const client = createTrattaClient({ orgUuid: "test", token: prepared.token, fetch: prepared.fetch });
await unwrap(client.POST("/customers", { body: { name: "Ada Byron", external_id: "ada" } }));
const snapshot = prepared.snapshot(); // or JSON.parse of a file

let sandbox: Sandbox;
beforeEach(() => {
  sandbox = createSandbox({ snapshot });
});
afterEach(() => sandbox.faults.assertAllFired());

test("an outage in the middle is survived", async () => {
  const tratta = createTrattaClient({ orgUuid: "test", token: sandbox.token, fetch: sandbox.fetch });
  sandbox.faults.add({ kind: "status", status: 503, headers: { "Retry-After": "0" } }, { path: "/customers" });
  const { data } = await unwrap(tratta.GET("/customers"));
  expect(data?.map(({ external_id }) => external_id)).toEqual(["ada"]);
  expect(sandbox.requests.map(({ status }) => status)).toEqual([503, 200]);
});
