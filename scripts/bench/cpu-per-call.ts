import createOpenapiFetchClient from "openapi-fetch";
import { Bench } from "tinybench";
import type { paths } from "../../generated/schema.ts";
import type { BenchContext, Measurement, Result } from "./measurement.ts";
import { median } from "./median.ts";
import { PEER_NAMES, peerCalls } from "./peers.ts";

const BODY = JSON.stringify({ data: { id: "42", first_name: "Ada", last_name: "Byron", email: "ada@example.com" } });
const inMemoryFetch = async (): Promise<Response> =>
  new Response(BODY, { headers: { "Content-Type": "application/json" } });

const REFERENCE = "openapi-fetch";
const OWN = "tratta-client";
const GOAL = 1.25;

/** CPU time of one call that reads one object, without any network: what the client itself costs. */
export async function cpuPerCall({ quick, tratta, peers, peersNote, tell }: BenchContext): Promise<Measurement> {
  const calls = { ...ownCalls(tratta), ...(peers !== undefined && (await peerCalls(peers, inMemoryFetch))) };
  const turns = Object.entries(calls);
  const rounds = quick ? 2 : 30;
  const times = new Map(turns.map(([name]) => [name, [] as number[]]));
  // The first round warms up; short rounds in turn let a busy moment of the machine hit all alike.
  for (let round = 0; round <= rounds; round++) {
    tell(`CPU per call: round ${round} of ${rounds}`);
    for (const [name, call] of turns) {
      const time = await cpuMicroseconds(call, quick ? 20 : round === 0 ? 4_000 : 1_000);
      if (round > 0) times.get(name)?.push(time);
    }
    turns.push(...turns.splice(0, 1));
  }

  const reference = times.get(REFERENCE) ?? [];
  const ratioOf = (name: string): number =>
    median((times.get(name) ?? []).map((time, round) => time / (reference[round] ?? Number.NaN)));
  const results = Object.keys(calls).map((name): Result => {
    const result = { subject: name, value: median(times.get(name) ?? []), unit: "µs", ratio: ratioOf(name) };
    if (name !== OWN) return result;
    const cheaperThanPeers = peers === undefined || PEER_NAMES.every((peer) => ratioOf(peer) > result.ratio);
    const goal = `<= ${GOAL} x ${REFERENCE}, below every peer`;
    return { ...result, goal, reached: result.ratio <= GOAL && cheaperThanPeers };
  });
  const missing = peers === undefined ? PEER_NAMES : [];
  return {
    title: `CPU per call, in-memory fetch, relative to ${REFERENCE} (median of the ratios of ${rounds} rounds)`,
    results: [...results, ...missing.map((subject) => ({ subject, value: undefined, unit: "µs", note: peersNote }))],
  };
}

function ownCalls({ createTrattaClient }: BenchContext["tratta"]): Record<string, () => Promise<unknown>> {
  const token = "token";
  const headers = { Authorization: `Bearer ${token}`, Accept: "application/json" };
  const url = "https://acme.sandbox.tratta.io/api/v1/customers/42";
  const fetch: (url: string, init: RequestInit) => Promise<Response> = inMemoryFetch;
  const init = { params: { path: { id: "42" } } };
  const bare = createOpenapiFetchClient<paths>({
    baseUrl: "https://acme.sandbox.tratta.io/api/v1",
    headers,
    fetch: inMemoryFetch,
  });
  const client = createTrattaClient({ orgUuid: "acme", token, fetch: inMemoryFetch });
  return {
    "fetch and json()": async () => (await fetch(url, { headers })).json(),
    [REFERENCE]: () => bare.GET("/customers/{id}", init),
    [OWN]: () => client.GET("/customers/{id}", init),
  };
}

/** Mean over some thousand calls, so that collecting their garbage counts as well. */
async function cpuMicroseconds(call: () => Promise<unknown>, calls: number): Promise<number> {
  const batch = 50;
  const bench = new Bench({
    iterations: Math.ceil(calls / batch),
    time: 0,
    warmup: false,
    throws: true,
    // Time of this process, not of the clock on the wall: other programs do not count.
    now: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  });
  bench.add("calls", async () => {
    for (let index = 0; index < batch; index++) await call();
  });
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`the measurement ended as ${task?.result.state}`);
  return (task.result.latency.mean * 1_000) / batch;
}
