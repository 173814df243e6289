import { unwrap } from "tratta-client";
import { assert, assertEqual } from "./assertions.ts";
import type { Check } from "./check.ts";

/** Typed calls: what is sent, and what comes back. */
export const calls: readonly Check[] = [
  {
    name: "GET fills in the path and answers the body with its envelope",
    async run({ client }) {
      const api = client();
      const [first] = (await unwrap(api.GET("/customers"))).data ?? [];
      const { data, error, response } = await api.GET("/customers/{id}", { params: { path: { id: first?.id ?? "" } } });
      assertEqual(data?.data, first, "customer");
      assertEqual([error, response.status], [undefined, 200], "error and status");
    },
  },
  {
    name: "query parameters arrive as they were given",
    async run({ client, control }) {
      const query = { start_date: "2024-01-01", end_date: "2024-02-29", limit: 7, page: 1 };
      await unwrap(client().GET("/transactions", { params: { query } }));
      const expected = { start_date: "2024-01-01", end_date: "2024-02-29", limit: "7", page: "1" };
      const [request] = (await control.received()).requests;
      for (const [name, value] of Object.entries(expected)) assertEqual(request?.query[name], value, name);
    },
  },
  {
    name: "POST sends JSON, and text of every script comes back as it was",
    async run({ client, control }) {
      const body = { first_name: "Zoë", last_name: "漢字 🧾 O’Hara", email: "zoe@example.com" };
      const { data: customer } = await unwrap(client().POST("/customers", { body }));
      assertEqual([customer?.first_name, customer?.last_name], [body.first_name, body.last_name], "names");
      const [request] = (await control.received()).requests;
      assertEqual(request?.headers["content-type"], "application/json", "Content-Type");
      assertEqual(request?.body, body, "body");
    },
  },
  {
    name: "PUT changes, and a later GET shows it",
    async run({ client }) {
      const api = client();
      const id = (await unwrap(api.GET("/customers"))).data?.[0]?.id ?? "";
      const params = { path: { id } };
      await unwrap(api.PUT("/customers/{id}", { params, body: { first_name: "Ada", last_name: "Byron" } }));
      assertEqual((await unwrap(api.GET("/customers/{id}", { params }))).data?.last_name, "Byron", "last_name");
    },
  },
  {
    name: "PUT sends form fields when the media type says so",
    async run({ client, control }) {
      const api = client();
      const { data: plans } = await unwrap(api.GET("/payment_plans"));
      const id = plans?.find(({ charges }) => charges?.every(({ scheduled }) => !scheduled))?.id ?? "";
      const start_date = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
      const { data: plan } = await unwrap(
        api.PUT("/payment-plans/{id}", {
          params: { path: { id } },
          body: { frequency: "monthly", start_date, amount: 123.45 },
          headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
        }),
      );
      assertEqual([plan?.frequency, plan?.amount], ["monthly", 123.45], "plan");
      const request = (await control.received()).requests.at(-1);
      assertEqual(request?.body, { frequency: "monthly", start_date, amount: "123.45" }, "form fields");
    },
  },
  {
    name: "DELETE removes, and a later GET says 404",
    async run({ client }) {
      const api = client();
      const id = (await unwrap(api.GET("/payment_methods"))).data?.[0]?.id ?? "";
      const params = { path: { id } };
      await unwrap(api.DELETE("/payment_methods/{id}", { params }));
      assertEqual((await api.GET("/payment_methods/{id}", { params })).response.status, 404, "status");
    },
  },
  {
    name: "the client's headers go with every call, and those of a call before them",
    async run({ client, control }) {
      const api = client({ headers: { "X-Client": "suite", "X-Team": "client" } });
      await unwrap(api.GET("/webhooks", { headers: { "X-Team": "call" } }));
      const headers = (await control.received()).requests[0]?.headers ?? {};
      assertEqual([headers["x-client"], headers["x-team"]], ["suite", "call"], "own headers");
      assertEqual([headers["accept"], headers["authorization"]], ["application/json", "***"], "standard headers");
    },
  },
  {
    name: "a token function is asked again before each attempt",
    async run({ client, control, token }) {
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": "0" } });
      const tokens = ["outdated", token];
      const api = client({ token: async () => tokens.shift() ?? "asked too often" });
      assertEqual((await api.GET("/webhooks")).response.status, 200, "status");
      assertEqual(tokens, [], "tokens left");
    },
  },
  {
    name: "a fetch of one's own carries the request, with the signal that ends it",
    async run({ client }) {
      const seen: unknown[] = [];
      const api = client({
        fetch: (request, init) => {
          seen.push([request.method, new URL(request.url).pathname, typeof init?.signal?.aborted]);
          return fetch(request, init);
        },
      });
      await unwrap(api.GET("/tickets"));
      assertEqual(seen, [["GET", "/tickets", "boolean"]], "fetches");
    },
  },
  {
    name: "client.use hooks see the request, and the last answer once",
    async run({ client, control }) {
      const api = client();
      const seen: unknown[] = [];
      api.use({
        onRequest: ({ request, schemaPath }) => {
          request.headers.set("X-Trace", "42");
          seen.push(schemaPath);
        },
        onResponse: async ({ response }) => {
          seen.push(response.status, (await response.clone().json()) !== undefined);
        },
      });
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": "0" } });
      const { data } = await unwrap(api.GET("/webhooks"));
      assertEqual(data?.length, 1, "webhooks");
      assertEqual(seen, ["/webhooks", 200, true], "what the hooks saw");
      const { requests } = await control.received();
      const traces = requests.map(({ headers }) => headers["x-trace"]);
      assertEqual(traces, ["42", "42"], "X-Trace of both attempts");
    },
  },
  {
    name: 'parseAs "stream" hands over the body while it arrives, beyond timeoutMs',
    async run({ client, control }) {
      await control.addFault({ kind: "delay", bodyMs: 1_500 });
      const params = { query: { limit: 60 } };
      const { data } = await client({ timeoutMs: 1_000 }).GET("/customers", { params, parseAs: "stream" });
      assert(data instanceof ReadableStream, "no ReadableStream");
      const text = await new Response(data).text();
      assertEqual((JSON.parse(text) as { data: unknown[] }).data.length, 60, "customers");
    },
  },
  {
    name: 'parseAs "text", "blob" and "arrayBuffer" answer the body as such',
    async run({ client }) {
      const api = client();
      const { data: text = "" } = await api.GET("/webhooks", { parseAs: "text" });
      const { data: blob } = await api.GET("/webhooks", { parseAs: "blob" });
      const { data: buffer } = await api.GET("/webhooks", { parseAs: "arrayBuffer" });
      assertEqual((JSON.parse(text) as { data: unknown[] }).data.length, 1, "webhooks");
      assertEqual([await blob?.text(), buffer?.byteLength], [text, text.length], "blob and arrayBuffer");
    },
  },
  {
    name: "a success without a body has neither data nor error",
    async run({ client, control }) {
      await control.addFault({ kind: "empty" });
      await control.addFault({ kind: "status", status: 204, body: "" });
      for (const status of [200, 204]) {
        const { data, error, response } = await client().GET("/webhooks");
        assertEqual([data, error, response.status], [undefined, undefined, status], "data, error, status");
      }
    },
  },
];
