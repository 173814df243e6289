import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { isTrattaError } from "../../src/errors.ts";
import { deletePaymentPlan } from "../../src/payment-plans.ts";
import { unwrap } from "../../src/unwrap.ts";
import {
  type Answer,
  cutShort,
  empty,
  type FaultServer,
  findRefusingUrl,
  html,
  json,
  raw,
  type ReceivedRequest,
  redirect,
  reset,
  silent,
  stall,
  startFaultServer,
} from "../support/fault-server.ts";
import { holdTimeout } from "../support/hold-timeout.ts";
import { runs } from "../support/runs.ts";

const CONCURRENCY = 40;
const FAULTY_PERCENT = 30;
const SEED = 20261124;
const TIMEOUT_MS = 54_321;
const CALLS = runs(10_000, 1_000);

interface Fault {
  readonly answer: Answer;
  /** Whether the server performs the operation before it fails. */
  readonly commits: boolean;
}

const lost: Fault[] = [reset, cutShort, json(500, { error: "no" }), html(502), empty(503), html(504)].flatMap(
  (answer) => [
    { answer, commits: true },
    { answer, commits: false },
  ],
);
/** End by the timeout of the attempt. */
const late: Fault[] = [silent, stall].flatMap((answer) => [
  { answer, commits: true },
  { answer, commits: false },
]);
const refused: Fault[] = [json(429, {}, { "Retry-After": 0 }), json(429, {}), html(408)].map((answer) => ({
  answer,
  commits: false,
}));
const garbled: Fault[] = [html(200), raw(200, '{"data":{'), redirect(302, "/charges"), redirect(307, "/charges")].map(
  (answer) => ({ answer, commits: true }),
);
const rejected: Fault[] = [400, 401, 403, 404, 409, 422].map((status) => ({
  answer: json(status, { error: "no", errorCode: "no" }),
  commits: false,
}));

/** Depends on the seed, the call and the attempt alone, so every run meets the same faults in whatever order requests arrive. */
function faultOf(faults: readonly Fault[], call: string, attempt: number): Fault | "refuse" | undefined {
  const digest = createHash("sha256").update(`${SEED} ${call} ${attempt}`).digest();
  const pick = (offset: number, count: number): number => digest.readUInt32BE(offset) % count;
  if (pick(0, 100) >= FAULTY_PERCENT) return undefined;
  const kind = pick(4, 60);
  if (kind === 0) return late[pick(8, late.length)];
  if (kind <= 3) return "refuse";
  return faults[pick(8, faults.length)];
}

/** Identifies the call of a request: by a header, or else by the id in the path. */
function callOf(url: string, header: string | string[] | null | undefined): string {
  return String(header ?? url.slice(url.lastIndexOf("/") + 1));
}

/** Which call the code that runs belongs to. */
const currentCall = new AsyncLocalStorage<string>();

async function runAll(run: (call: string) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < CALLS) {
      const call = String(next++);
      await currentCall.run(call, () => run(call));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

describe("a server that fails 30 % of all requests", () => {
  let server: FaultServer;
  let refusingUrl: string;
  /** Attempts of each call so far, refused connections included. */
  let attempts: Map<string, number>;
  /** Ends the time of the attempt that a call is making. */
  let expiries: Map<string | undefined, () => void>;

  beforeEach(async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    server = await startFaultServer();
    refusingUrl = await findRefusingUrl();
    attempts = new Map();
    expiries = new Map();
    holdTimeout(TIMEOUT_MS, (expire) => expiries.set(currentCall.getStore(), expire));
  });
  afterEach(() => server.close());

  /** Counts attempts in the client's fetch, because a refused connection never reaches the server. */
  function options(faults: readonly Fault[]): TrattaClientOptions {
    return {
      baseUrl: server.url,
      token: "token",
      timeoutMs: TIMEOUT_MS,
      async fetch(request, init) {
        const call = callOf(request.url, request.headers.get("X-Call"));
        const attempt = (attempts.get(call) ?? 0) + 1;
        attempts.set(call, attempt);
        if (faultOf(faults, call, attempt) !== "refuse") return fetch(request, init);
        return fetch(refusingUrl, { ...init, method: "POST" });
      },
    };
  }

  /** Performs an operation unless a fault prevents it. */
  function serve(faults: readonly Fault[], perform: (request: ReceivedRequest, call: string) => Answer): Answer {
    return (response, request) => {
      const call = callOf(request.url, request.headers["x-call"]);
      const fault = faultOf(faults, call, attempts.get(call) ?? 0);
      if (fault === undefined || fault === "refuse") return perform(request, call)(response, request);
      if (fault.commits) perform(request, call);
      // By then the client has read what a stalling server sends.
      if (late.includes(fault)) setTimeout(() => expiries.get(call)?.(), 20);
      return fault.answer(response, request);
    };
  }

  it(`holds at most one charge for each of ${CALLS} calls, and every outcome agrees with what it holds`, async () => {
    const faults = [...lost, ...refused, ...garbled, ...rejected];
    const charges = new Map<string, string[]>();
    let ids = 0;
    server.answer = serve(faults, (_, call) => {
      const id = `charge-${(ids += 1)}`;
      charges.set(call, [...(charges.get(call) ?? []), id]);
      return json(201, { data: { id } });
    });
    const client = createTrattaClient(options(faults));

    const endings: Record<string, number> = {};
    const disagreements: unknown[] = [];
    const note = (call: string, ending: string, agrees: boolean): void => {
      endings[ending] = (endings[ending] ?? 0) + 1;
      if (!agrees) disagreements.push({ call, ending, held: charges.get(call) });
    };
    await runAll(async (call) => {
      try {
        const headers = { "X-Call": call };
        const { data } = await unwrap(client.POST("/charges", { body: { amount: 700 }, headers }));
        note(call, "success", charges.get(call)?.join() === data?.id);
      } catch (error) {
        if (!isTrattaError(error)) throw error;
        const held = charges.get(call)?.length ?? 0;
        note(call, `${error.outcome}, ${held} held`, held <= (error.outcome === "unknown" ? 1 : 0));
      }
    });

    expect(disagreements).toEqual([]);
    expect(Math.max(...[...charges.values()].map(({ length }) => length))).toBe(1);
    expect(Object.values(endings).reduce((sum, count) => sum + count)).toBe(CALLS);
    // Every kind of outcome occurred.
    expect(Object.keys(endings).toSorted()).toEqual([
      "rejected, 0 held",
      "success",
      "unknown, 0 held",
      "unknown, 1 held",
    ]);
    expect(server.requests.length).toBeGreaterThan(CALLS);
  });

  it(`lets at least 99 % of ${CALLS} GET, PUT and DELETE calls succeed within the default three retries`, async () => {
    const faults = [...lost, ...refused];
    const plans = new Map<string, string>();
    for (let call = 0; call < CALLS; call++) plans.set(String(call), "monthly");
    server.answer = serve(faults, ({ method, body }, call) => {
      if (!plans.has(call)) return json(404, { error: "gone" });
      if (method === "DELETE") plans.delete(call);
      if (method === "PUT") plans.set(call, (JSON.parse(body) as { frequency: string }).frequency);
      return json(200, method === "DELETE" ? { success: true } : { data: { id: call } });
    });
    const client = createTrattaClient(options(faults));

    const failures: unknown[] = [];
    const wrong: unknown[] = [];
    const body = { frequency: "weekly", start_date: "2026-12-01", amount: 7 } as const;
    await runAll(async (call) => {
      const init = { params: { path: { id: call } } };
      const operation = Number(call) % 3;
      try {
        if (operation === 0) await unwrap(client.GET("/payment-plans/{id}", init));
        if (operation === 1) await unwrap(client.PUT("/payment-plans/{id}", { ...init, body }));
        if (operation === 2) await deletePaymentPlan(client, call);
        if (plans.get(call) !== ["monthly", "weekly", undefined][operation]) wrong.push(call);
      } catch (error) {
        if (!isTrattaError(error)) throw error;
        failures.push(error);
      }
    });

    expect(wrong).toEqual([]);
    expect(failures.length).toBeLessThanOrEqual(CALLS / 100);
    // Without retries, 30 % would have failed.
    expect(server.requests.length).toBeGreaterThan(CALLS * 1.3);
    expect(Math.max(...attempts.values())).toBe(4);
  });
});
