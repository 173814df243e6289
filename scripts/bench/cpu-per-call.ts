import createOpenapiFetchClient from "openapi-fetch";
import type { paths } from "../../generated/schema.ts";
import type { BenchContext } from "./bench-context.ts";
import { medianTimes } from "./median-times.ts";
import { PEER_NAMES, peerCalls, type Calls } from "./peers.ts";
import { rowsOf, type Table } from "./table.ts";

const BODY = JSON.stringify({ data: { id: "42", first_name: "Ada", last_name: "Byron", email: "ada@example.com" } });
const GOAL = 1.25;

/** CPU time of one call that reads one object, without any network: what the client itself costs. */
export async function cpuPerCall({ quick, tratta, peers }: BenchContext): Promise<Table> {
  const [rounds, callsPerRound] = quick ? [2, 20] : [30, 1_000];
  const calls = { ...ownCalls(tratta), ...(peers && (await peerCalls(peers, inMemoryFetch))) };
  const tasks = Object.entries(calls).map(([name, call]) => [name, () => cpuMicroseconds(call, callsPerRound)]);
  const times = await medianTimes(rounds, Object.fromEntries(tasks), 4);
  const isReached = (value: number, ratio: number): boolean =>
    ratio <= GOAL && PEER_NAMES.every((peer) => value < (times[peer] ?? Infinity));
  return {
    title: `CPU per call, in-memory fetch, relative to openapi-fetch (medians of ${rounds} rounds)`,
    rows: rowsOf("µs", times, { "tratta-client": [`<= ${GOAL} x openapi-fetch, below every peer`, isReached] }),
  };
}

async function inMemoryFetch(): Promise<Response> {
  return new Response(BODY, { headers: { "Content-Type": "application/json" } });
}

function ownCalls({ createTrattaClient }: BenchContext["tratta"]): Calls {
  const baseUrl = "https://acme.sandbox.tratta.io/api/v1";
  const headers = { Authorization: "Bearer token", Accept: "application/json" };
  const fetch: (url: string, init: RequestInit) => Promise<Response> = inMemoryFetch;
  const bare = createOpenapiFetchClient<paths>({ baseUrl, headers, fetch: inMemoryFetch });
  const client = createTrattaClient({ orgUuid: "acme", token: "token", fetch: inMemoryFetch });
  const init = { params: { path: { id: "42" } } };
  return {
    "openapi-fetch": () => bare.GET("/customers/{id}", init),
    "tratta-client": () => client.GET("/customers/{id}", init),
    "fetch and json()": async () => (await fetch(`${baseUrl}/customers/42`, { headers })).json(),
  };
}

/** Mean over many calls, so that collecting their garbage counts. Programs that run at the same time do not count. */
async function cpuMicroseconds(call: () => Promise<unknown>, calls: number): Promise<{ overriddenDuration: number }> {
  const start = process.cpuUsage();
  for (let index = 0; index < calls; index++) await call();
  const { user, system } = process.cpuUsage(start);
  return { overriddenDuration: (user + system) / calls };
}
