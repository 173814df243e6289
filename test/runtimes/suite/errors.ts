import {
  createTrattaClient,
  isTrattaError,
  TrattaApiError,
  type TrattaError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaResponseError,
  TrattaTimeoutError,
  unwrap,
} from "tratta-client";
import { assert, assertEqual, rejectsWith } from "./assertions.ts";
import { type Check, type CheckContext, NotApplicable } from "./check.ts";

const CARD_NUMBER = "4111111111111111";

/** Every error class: when it comes, and what it tells. */
export const errors: readonly Check[] = [
  {
    name: "a 4xx is an error object, and TrattaApiError with outcome rejected from unwrap",
    async run({ client }) {
      const call = client().POST("/charges", { body: { amount: -1 } });
      const { data, error, response } = await call;
      assertEqual([data, error?.errorCode, response.status], [undefined, "validation_failed", 422], "result");
      const thrown = await rejectsWith(TrattaApiError, unwrap(call));
      const { code, method, path, attempts, status, outcome, errorCode } = thrown;
      assertEqual([code, method, path, attempts], ["TrattaApiError", "POST", "/charges", 1], "the call");
      assertEqual([status, outcome, errorCode], [422, "rejected", "validation_failed"], "the answer");
      assertEqual(thrown.body, error, "body");
    },
  },
  {
    name: "a wrong token is a TrattaApiError 401 with outcome rejected",
    async run({ client }) {
      const error = await rejectsWith(TrattaApiError, unwrap(client({ token: "wrong" }).GET("/customers")));
      assertEqual([error.status, error.outcome], [401, "rejected"], "status and outcome");
    },
  },
  {
    name: "the path in an error is the template, not the id",
    async run({ client }) {
      const call = client().GET("/customers/{id}", { params: { path: { id: "jane@example.com" } } });
      const error = await rejectsWith(TrattaApiError, unwrap(call));
      assertEqual([error.status, error.path], [404, "/customers/{id}"], "status and path");
      assert(!String(error.stack).includes("jane"), "the stack holds the id");
    },
  },
  {
    name: "a 5xx on a POST is a TrattaApiError with outcome unknown",
    async run({ client, control }) {
      await control.addFault({ kind: "status", status: 500 });
      const error = await rejectsWith(TrattaApiError, unwrap(client().POST("/charges", { body: { amount: 5 } })));
      assertEqual([error.status, error.outcome, error.attempts], [500, "unknown", 1], "facts");
    },
  },
  {
    name: "a 4xx or 5xx with an empty or HTML body still has an error object",
    async run({ client, control }) {
      const api = client({ retry: false });
      for (const status of [400, 502]) {
        await control.addFault({ kind: "empty", status });
        await control.addFault({ kind: "html", status });
        for (const body of ["empty", "HTML"]) {
          const call = api.GET("/webhooks");
          assertEqual(typeof (await call).error, "object", `error of a ${status} with ${body} body`);
          assertEqual((await rejectsWith(TrattaApiError, unwrap(call))).status, status, "status");
        }
      }
    },
  },
  {
    name: "a success status with HTML is a TrattaResponseError",
    async run({ client, control }) {
      await control.addFault({ kind: "html", commit: true });
      const error = await rejectsWith(TrattaResponseError, client().POST("/charges", { body: { amount: 5 } }));
      assertEqual([error.status, error.outcome, error.path], [200, "unknown", "/charges"], "facts");
    },
  },
  {
    name: "a success status with broken JSON is a TrattaResponseError",
    async run({ client, control }) {
      await control.addFault({ kind: "invalid_json" });
      const error = await rejectsWith(TrattaResponseError, client().GET("/webhooks"));
      assertEqual([error.status, error.outcome], [200, "unknown"], "facts");
    },
  },
  {
    name: "a reset connection is a TrattaNetworkError with outcome unknown and the runtime's error as cause",
    async run({ client, control }) {
      // More than once: some runtimes send a GET again by themselves.
      await control.addFault({ kind: "reset" }, { times: 5 });
      const error = await rejectsWith(TrattaNetworkError, client({ retry: false }).GET("/webhooks"));
      assertEqual([error.outcome, error.attempts], ["unknown", 1], "facts");
      assert(error.cause !== undefined, "no cause");
    },
  },
  {
    name: "a body that is cut short is a TrattaNetworkError, never half an answer",
    async run({ client, control }) {
      await control.addFault({ kind: "truncate" });
      const error = await rejectsWith(TrattaNetworkError, client().POST("/charges", { body: { amount: 5 } }));
      assertEqual([error.outcome, error.attempts], ["unknown", 1], "facts");
    },
  },
  {
    name: "a refused connection is a TrattaNetworkError: not_sent where the runtime proves it, else unknown",
    async run({ client, closedUrl, runtime, note }) {
      const api = client({ baseUrl: closedUrl, retry: false });
      const error = await rejectsWith(TrattaNetworkError, api.POST("/charges", { body: { amount: 5 } }));
      assertEqual(error.outcome, runtime.provesRefusedConnection ? "not_sent" : "unknown", "outcome");
      if (!runtime.provesRefusedConnection) note("a refused connection has outcome unknown");
    },
  },
  {
    name: "a bad option or token is a TrattaRequestError that names it",
    async run({ sandboxUrl, client }) {
      const options = { baseUrl: sandboxUrl, token: "t" };
      const fieldOf = (make: () => unknown): Promise<unknown> =>
        rejectsWith(TrattaRequestError, Promise.resolve().then(make)).then(({ field }) => field);
      assertEqual(await fieldOf(() => createTrattaClient({ ...options, timeoutMs: 0 })), "timeoutMs", "field");
      assertEqual(await fieldOf(() => createTrattaClient({ ...options, token: "two words" })), "token", "field");
      assertEqual(await fieldOf(() => createTrattaClient({ token: "t" })), "orgUuid", "field");
      const failing = client({ token: () => Promise.reject(new Error("vault is down")) });
      assertEqual(await fieldOf(() => failing.GET("/webhooks")), "token", "field of a failing token function");
    },
  },
  {
    name: "errors are told apart by instanceof, by code and by isTrattaError, minified as well",
    async run(context) {
      for (const error of await oneOfEach(context)) {
        assert(isTrattaError(error), `isTrattaError does not know ${String(error)}`);
        assert(error.name === error.code && String(error).startsWith(error.code), `no code in ${String(error)}`);
      }
    },
  },
  {
    name: "no string form of an error holds the token, the request body or the answer",
    async run(context) {
      for (const error of await oneOfEach(context)) {
        const forms = [String(error), error.stack, JSON.stringify(error), JSON.stringify(Object.entries(error))];
        assertHoldsNoSecret(forms, context.token);
      }
    },
  },
  {
    name: "the runtime's own inspect shows neither token nor body",
    async run(context) {
      const inspect = findInspect();
      if (!inspect) throw new NotApplicable("no inspect function");
      for (const error of await oneOfEach(context)) assertHoldsNoSecret([inspect(error)], context.token);
    },
  },
];

/** One error of each class that a call can end with. */
async function oneOfEach({ client, control }: CheckContext): Promise<TrattaError[]> {
  const charge = (timeoutMs = 30_000): Promise<unknown> => {
    const init = { body: { amount: -5, payment_method_id: CARD_NUMBER } };
    return unwrap(client({ timeoutMs }).POST("/charges", init));
  };
  const found: TrattaError[] = [await rejectsWith(TrattaApiError, charge())];
  await control.addFault({
    kind: "status",
    status: 500,
    body: { error: `card ${CARD_NUMBER}`, errorCode: CARD_NUMBER },
  });
  found.push(await rejectsWith(TrattaApiError, charge()));
  await control.addFault({ kind: "status", status: 200, body: `<p>Card ${CARD_NUMBER}</p>` });
  found.push(await rejectsWith(TrattaResponseError, charge()));
  await control.addFault({ kind: "delay", ms: 60_000 });
  found.push(await rejectsWith(TrattaTimeoutError, charge(500)));
  found.push(await rejectsWith(TrattaRequestError, client().GET("/charges/{id}", { params: { path: { id: ".." } } })));
  await control.addFault({ kind: "reset" }, { times: 2 });
  found.push(await rejectsWith(TrattaNetworkError, charge()));
  return found;
}

function assertHoldsNoSecret(forms: readonly (string | undefined)[], token: string): void {
  for (const form of forms) {
    assert(!form?.includes(token), `the token is in ${form}`);
    assert(!form?.includes(CARD_NUMBER), `the card number is in ${form}`);
  }
}

function findInspect(): ((value: unknown) => string) | undefined {
  const { Deno, Bun, process } = globalThis as {
    Deno?: { inspect: (value: unknown) => string };
    Bun?: { inspect: (value: unknown) => string };
    process?: { getBuiltinModule?: (name: string) => { inspect: (value: unknown) => string } };
  };
  return (Bun ?? Deno ?? process?.getBuiltinModule?.("node:util"))?.inspect;
}
