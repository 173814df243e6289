import { type RetryEvent, TrattaApiError, TrattaNetworkError, unwrap } from "tratta-client";
import { assert, assertEqual, rejectsWith } from "./assertions.ts";
import { type Check, NotApplicable } from "./check.ts";

const AT_ONCE = { "Retry-After": "0" };

/** What is repeated, what never is, and when. */
export const retries: readonly Check[] = [
  {
    name: "GET is repeated after 408, 500, 502, 503 and 504",
    async run({ client, control }) {
      for (const status of [408, 500, 502, 503, 504]) {
        await control.addFault({ kind: "status", status, headers: AT_ONCE });
        assertEqual((await client().GET("/webhooks")).response.status, 200, `status after a ${status}`);
      }
      assertEqual((await control.received()).requests.length, 10, "requests");
    },
  },
  {
    name: "GET is repeated after a reset and after half an answer",
    async run({ client, control }) {
      await control.addFault({ kind: "reset" });
      await control.addFault({ kind: "truncate" });
      const events: RetryEvent[] = [];
      const { data } = await unwrap(client({ onRetry: (event) => events.push(event) }).GET("/webhooks"));
      assertEqual(data?.length, 1, "webhooks");
      assert(events.length > 0, "no retry was told of");
      for (const { reason } of events) assertEqual(reason, "TrattaNetworkError", "reason");
    },
  },
  {
    name: "PUT is repeated with its body intact",
    async run({ client, control }) {
      const api = client();
      const id = (await unwrap(api.GET("/customers"))).data?.[0]?.id ?? "";
      await control.addFault({ kind: "status", status: 503, headers: AT_ONCE }, { method: "PUT", times: 2 });
      const body = { first_name: "Ada", last_name: "x".repeat(200) };
      await unwrap(api.PUT("/customers/{id}", { params: { path: { id } }, body }));
      const puts = (await control.received()).requests.filter(({ method }) => method === "PUT");
      for (const put of puts) assertEqual(put.body, body, "body");
      assertEqual(puts.length, 3, "requests");
    },
  },
  {
    name: "POST is not repeated after 500, 502, 503 or 504",
    async run({ client, control }) {
      for (const status of [500, 502, 503, 504]) {
        await control.addFault({ kind: "status", status, headers: AT_ONCE });
        assertEqual((await client().POST("/charges", { body: { amount: 5 } })).response.status, status, "status");
      }
      assertEqual((await control.received()).requests.length, 4, "requests");
    },
  },
  {
    name: "POST is not repeated after 408",
    async run({ client, control, runtime }) {
      if (runtime.resendsPosts) throw new NotApplicable("the browser itself sends a POST again after 408");
      await control.addFault({ kind: "status", status: 408, headers: AT_ONCE });
      assertEqual((await client().POST("/charges", { body: { amount: 5 } })).response.status, 408, "status");
      assertEqual((await control.received()).requests.length, 1, "requests");
    },
  },
  {
    name: "POST is not repeated after a reset, also on a connection that was kept alive",
    async run({ client, control, runtime }) {
      if (runtime.resendsPosts) throw new NotApplicable("the browser itself sends a POST again after a reset");
      await unwrap(client().POST("/charges", { body: { amount: 4 } }));
      await control.addFault({ kind: "reset", commit: true });
      const error = await rejectsWith(TrattaNetworkError, client().POST("/charges", { body: { amount: 5 } }));
      assertEqual([error.outcome, error.attempts], ["unknown", 1], "facts");
      assertEqual((await control.received()).requests.length, 2, "requests");
    },
  },
  {
    name: "the client hands a POST to fetch once, whatever the runtime makes of it",
    async run({ client, control, runtime }) {
      await control.addFault({ kind: "reset" }, { times: 2 });
      let fetches = 0;
      const api = client({
        fetch: (request, init) => {
          fetches++;
          return fetch(request, init);
        },
      });
      const error = await rejectsWith(TrattaNetworkError, api.POST("/charges", { body: { amount: 5 } }));
      assertEqual([error.attempts, fetches], [1, 1], "attempts and fetches");
      if (!runtime.resendsPosts) assertEqual((await control.received()).requests.length, 1, "requests");
    },
  },
  {
    name: "POST is repeated after 429, which says that nothing was done",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 429, headers: AT_ONCE });
      const { data: charge } = await unwrap(client().POST("/charges", { body: { amount: 5 } }));
      assertEqual(charge?.status, "completed", "charge");
      const { requests } = await control.received();
      assertEqual(
        requests.map(({ status }) => status),
        [429, 201],
        "statuses",
      );
      assertEqual(
        requests.map(({ body }) => body),
        [{ amount: 5 }, { amount: 5 }],
        "bodies",
      );
    },
  },
  {
    name: "Retry-After in seconds is waited for",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": "1" } });
      const events: RetryEvent[] = [];
      await unwrap(client({ onRetry: (event) => events.push(event) }).GET("/webhooks"));
      assertEqual(
        events,
        [{ method: "GET", path: "/webhooks", attempts: 1, delayMs: 1_000, reason: "HTTP 503" }],
        "retries",
      );
      const [first, second] = (await control.received()).requests;
      // Timers of some runtimes fire a little early.
      assert((second?.at ?? 0) - (first?.at ?? 0) >= 950, "the second request came early");
    },
  },
  {
    name: "Retry-After as a date is understood",
    async run({ client, control }) {
      const date = new Date(Date.now() + 3_000).toUTCString();
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": date } });
      const delays: number[] = [];
      await unwrap(client({ onRetry: ({ delayMs }) => delays.push(delayMs) }).GET("/webhooks"));
      // More than any back-off of a first attempt: the date was read. At most what lies between now and then.
      assert(delays.length === 1 && delays.every((ms) => ms > 500 && ms <= 3_000), `delays are ${delays.join()}`);
    },
  },
  {
    name: "a Retry-After beyond maxDelayMs is not waited for but told",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 429, headers: { "Retry-After": "3600" } });
      const error = await rejectsWith(TrattaApiError, unwrap(client().GET("/webhooks")));
      assertEqual([error.status, error.attempts, error.retryAfterMs], [429, 1, 3_600_000], "facts");
    },
  },
  {
    name: "a 429 holds back the parallel calls of the same client until Retry-After",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 429, headers: { "Retry-After": "1" } });
      let others: Promise<unknown>[] = [];
      const api = client({
        onRetry: () => {
          others = Array.from({ length: 5 }, () => unwrap(api.GET("/webhooks")));
        },
      });
      await unwrap(api.GET("/webhooks"));
      await Promise.all(others);
      const [rejected, ...later] = (await control.received()).requests;
      assertEqual(
        later.map(({ status }) => status),
        [200, 200, 200, 200, 200, 200],
        "statuses after the 429",
      );
      assert(
        later.every(({ at }) => at - (rejected?.at ?? 0) >= 950),
        "a request came before Retry-After was over",
      );
    },
  },
  {
    name: "no more than maxRetries attempts follow the first",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 503, headers: AT_ONCE }, { times: 10 });
      const call = client({ retry: { maxRetries: 2 } }).GET("/webhooks");
      const error = await rejectsWith(TrattaApiError, unwrap(call));
      assertEqual([error.status, error.attempts, error.outcome], [503, 3, "unknown"], "facts");
      assertEqual((await control.received()).requests.length, 3, "requests");
    },
  },
  {
    name: "retry: false sends one request on every method",
    async run({ client, control }) {
      const api = client({ retry: false });
      const params = { path: { id: "42" } };
      await control.addFault({ kind: "status", status: 429, headers: AT_ONCE }, { times: 10 });
      const answers = [
        await api.GET("/customers"),
        await api.POST("/charges", { body: { amount: 5 } }),
        await api.PUT("/customers/{id}", { params, body: { first_name: "A", last_name: "B" } }),
        await api.DELETE("/webhooks/{id}", { params }),
      ];
      assertEqual(
        answers.map(({ response }) => response.status),
        [429, 429, 429, 429],
        "statuses",
      );
      assertEqual((await control.received()).requests.length, 4, "requests");
    },
  },
];
