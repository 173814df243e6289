import { TrattaTimeoutError, unwrap } from "tratta-client";
import { assert, assertEqual, eventually, rejectionOf, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

/** Ending a call: by the caller at any moment, or by the time limit. */
export const abortsAndTimeouts: readonly Check[] = [
  {
    name: "an abort before the call sends nothing and rejects with the caller's own reason",
    async run({ client, control }) {
      const reason = { why: "the user left" };
      const error = await rejectionOf(client().GET("/webhooks", { signal: AbortSignal.abort(reason) }));
      assert(error === reason, `rejected with ${String(error)}`);
      assertEqual((await control.received()).requests.length, 0, "requests");
    },
  },
  {
    name: "an abort while waiting for the answer passes the reason on and ends the connection",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", ms: 60_000 });
      const controller = new AbortController();
      const error = rejectionOf(client().POST("/charges", { body: { amount: 5 }, signal: controller.signal }));
      await eventually("the request is under way", async () => (await control.received()).underWay === 1);
      const reason = new Error("the user left");
      controller.abort(reason);
      assert((await error) === reason, `rejected with ${String(await error)}`);
      await eventually("the server sees the end", async () => (await control.received()).underWay === 0);
      assertEqual((await control.received()).requests.length, 1, "requests");
    },
  },
  {
    name: "an abort during back-off ends the call at once",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 503, headers: { "Retry-After": "60" } });
      const reason = new Error("the user left");
      const controller = new AbortController();
      const api = client({ onRetry: () => void setTimeout(() => controller.abort(reason), 0) });
      const error = await rejectionOf(api.GET("/webhooks", { signal: controller.signal }));
      assert(error === reason, `rejected with ${String(error)}`);
      assertEqual((await control.received()).requests.length, 1, "requests");
    },
  },
  {
    name: "an abort while the body is read ends the call at once",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", bodyMs: 60_000 });
      const reason = new Error("the user left");
      const controller = new AbortController();
      const api = client({
        fetch: async (request, init) => {
          const response = await fetch(request, init);
          setTimeout(() => controller.abort(reason), 0);
          return response;
        },
      });
      const error = await rejectionOf(api.GET("/webhooks", { signal: controller.signal }));
      assert(error === reason, `rejected with ${String(error)}`);
    },
  },
  {
    name: "timeoutMs covers the wait for the headers; a POST then has outcome unknown and is not repeated",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", ms: 60_000 });
      const call = client({ timeoutMs: 500 }).POST("/charges", { body: { amount: 5 } });
      const error = await rejectsWith(TrattaTimeoutError, call);
      assertEqual([error.outcome, error.attempts], ["unknown", 1], "facts");
      await eventually("the server sees the end", async () => (await control.received()).underWay === 0);
      assertEqual((await control.received()).requests.length, 1, "requests");
    },
  },
  {
    name: "timeoutMs covers the reading of the body",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", bodyMs: 60_000 });
      await rejectsWith(TrattaTimeoutError, client({ timeoutMs: 500, retry: false }).GET("/webhooks"));
    },
  },
  {
    name: "a GET that timed out is repeated with a time limit of its own",
    async run({ client, control }) {
      await control.addFault({ kind: "delay", ms: 60_000 });
      const reasons: string[] = [];
      const api = client({ timeoutMs: 2_000, onRetry: ({ reason }) => reasons.push(reason) });
      assertEqual((await unwrap(api.GET("/webhooks"))).data?.length, 1, "webhooks");
      assertEqual(reasons, ["TrattaTimeoutError"], "reasons");
    },
  },
];
