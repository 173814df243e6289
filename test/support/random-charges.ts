import * as fc from "fast-check";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { chargeOnce, type ChargeOutcome } from "../../src/charge-once.ts";
import type { ChargeLedger } from "../../src/charges/charge-ledger.ts";
import { createMemoryLedger } from "../../src/charges/create-memory-ledger.ts";
import { createTrattaClient } from "../../src/client.ts";
import { type ChargeBody, identifying } from "../../src/charges/charge-intent.ts";
import { cutPage } from "./list-server.ts";

const REFERENCES_A_WORLD = 25;
const HOUR_MS = 3_600_000;

/** What the server does with POST /charges: when it makes which charge, and how it responds. */
interface PostPlan {
  readonly makes?: "charge" | "failed charge" | "late charge";
  readonly responds: Responds;
}

const POSTS: readonly PostPlan[] = [
  ...(["data", "bare", "no id"] as const).map((responds) => ({ makes: "charge", responds }) as const),
  ...(["reset", 500, 503, 408, "html", "empty", "cut body", "silence"] as const).flatMap((responds) => [
    { makes: "charge", responds } as const,
    { makes: "late charge", responds } as const,
    { responds },
  ]),
  { makes: "failed charge", responds: "data" },
  { makes: "failed charge", responds: "reset" },
  { responds: "refused connection" },
  { responds: "success: false" },
  ...[401, 422, 429].map((responds) => ({ responds })),
];
const LOOKS = [
  401,
  404,
  422,
  429,
  500,
  "reset",
  "html",
  "empty",
  "silence",
  "empty list",
  "refused connection",
] as const;
const LEDGERS = ["claim fails", "claim is lost", "settle fails", "settle is lost"] as const;

type Responds =
  number | "data" | "bare" | "no id" | "success: false" | Exclude<(typeof LOOKS)[number], number> | "cut body";

interface TryPlan {
  readonly post: PostPlan;
  readonly look: (typeof LOOKS)[number] | "works";
  readonly ledger: (typeof LEDGERS)[number] | "works";
}

interface ReferencePlan {
  readonly amount: number;
  /** The account as the body names it. */
  readonly account: { readonly debt_account_id?: string; readonly debt_account_external_id?: string };
  /** Whether the tries start together, or one after the other. */
  readonly together: boolean;
  readonly tries: readonly TryPlan[];
}

interface World {
  readonly clockOffsetMs: number;
  readonly hasDate: boolean;
  readonly wholeSeconds: boolean;
  readonly newestFirst: boolean;
  readonly pageSize: number;
  /** How long a charge is not listed after it was made. */
  readonly listedAfterMs: number;
  readonly references: readonly ReferencePlan[];
}

const tries: fc.Arbitrary<TryPlan> = fc.record({
  post: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...POSTS) }, fc.constant(POSTS[0] as PostPlan)),
  look: fc.oneof({ weight: 2, arbitrary: fc.constant("works" as const) }, fc.constantFrom(...LOOKS)),
  ledger: fc.oneof({ weight: 5, arbitrary: fc.constant("works" as const) }, fc.constantFrom(...LEDGERS)),
});
const worlds: fc.Arbitrary<World> = fc.record({
  clockOffsetMs: fc.constantFrom(0, 417, -HOUR_MS, 24 * HOUR_MS),
  hasDate: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  wholeSeconds: fc.boolean(),
  newestFirst: fc.boolean(),
  pageSize: fc.constantFrom(7, 500),
  listedAfterMs: fc.constantFrom(0, 0, 10),
  references: fc.array(
    fc.record({
      // Few, so that some references have the same intent.
      amount: fc.integer({ min: 1, max: 20 }),
      account: fc.constantFrom(
        { debt_account_id: "account-1" },
        { debt_account_id: "account-1" },
        { debt_account_external_id: "ACC-1" },
        { debt_account_id: "account-2" },
        {},
      ),
      together: fc.boolean(),
      tries: fc.array(tries, { minLength: 3, maxLength: 3 }),
    }),
    { minLength: REFERENCES_A_WORLD, maxLength: REFERENCES_A_WORLD },
  ),
});

const ACCOUNTS = [
  { debt_account_id: "account-1", debt_account_external_id: "ACC-1" },
  { debt_account_id: "account-2", debt_account_external_id: "ACC-2" },
];

interface MadeCharge {
  readonly reference: string;
  readonly madeAt: number;
  readonly row: Record<string, unknown>;
}

/** One call of `chargeOnce`, and what became of it. */
interface Try {
  readonly reference: string;
  readonly outcome: ChargeOutcome | undefined;
  /** What the call rejected with. */
  readonly rejection: unknown;
  /** Requests that reached the server. */
  readonly posts: number;
  readonly made: readonly MadeCharge[];
}

const ledgerFailure = new Error("the database is down");

/** A ledger that fails as planned, before or after it does what it should. */
function unreliableLedger(ledger: ChargeLedger, plan: TryPlan["ledger"]): ChargeLedger {
  async function run<Result>(method: "claim" | "settle", work: () => Promise<Result>): Promise<Result> {
    await setImmediate();
    if (plan === `${method} fails`) throw ledgerFailure;
    const result = await work();
    if (plan === `${method} is lost`) throw ledgerFailure;
    return result;
  }
  return {
    claim: (...call) => run("claim", () => ledger.claim(...call)),
    settle: (...call) => run("settle", () => ledger.settle(...call)),
  };
}

/** Tries every reference of a world against one server, with one ledger. Returns all tries and all charges that exist. */
async function runWorld(world: World, ledger: ChargeLedger): Promise<{ tries: Try[]; charges: MadeCharge[] }> {
  const charges: MadeCharge[] = [];
  const late: Promise<void>[] = [];

  function make(reference: string, body: ChargeBody, status = "pending"): MadeCharge {
    const madeAt = Date.now();
    const time = new Date(madeAt + world.clockOffsetMs).toISOString();
    const created_at = world.wholeSeconds ? `${time.slice(0, 19)}Z` : time;
    const { amount, debt_account_id: id, debt_account_external_id: externalId } = identifying(body);
    const account = ACCOUNTS.find(
      ({ debt_account_id, debt_account_external_id }) =>
        debt_account_id === id || debt_account_external_id === externalId,
    );
    const row = { id: `charge-${charges.length}`, amount, ...account, status, created_at };
    const charge = { reference, madeAt, row };
    charges.push(charge);
    return charge;
  }

  async function respond(responds: Responds, row: object, signal: AbortSignal): Promise<Response> {
    if (typeof responds === "number")
      return Response.json({ error: "no" }, { status: responds, headers: { "Retry-After": "3600" } });
    switch (responds) {
      case "reset":
      case "refused connection":
        break;
      case "data":
        return Response.json({ data: row }, { status: 201 });
      case "bare":
        return Response.json(row);
      case "no id":
        return Response.json({ success: true });
      case "success: false":
        return Response.json({ success: false });
      case "html":
        return new Response("<html>", { headers: { "Content-Type": "text/html" } });
      case "empty":
        return new Response("", { status: 201 });
      case "empty list":
        return Response.json(cutPage([], 1, 500));
      case "cut body":
        return new Response(
          new ReadableStream({ start: (controller) => controller.error(new TypeError("terminated")) }),
        );
      case "silence":
        await new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
    }
    const code = responds === "refused connection" ? "ECONNREFUSED" : "ECONNRESET";
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) });
  }

  async function tryOnce(reference: string, body: ChargeBody, plan: TryPlan): Promise<Try> {
    const made: MadeCharge[] = [];
    let posts = 0;
    const post = async (request: Request, signal: AbortSignal): Promise<Response> => {
      const { makes, responds } = plan.post;
      if (responds === "refused connection") return respond(responds, {}, signal);
      posts += 1;
      const sent = (await request.json()) as ChargeBody;
      if (makes === "late charge") late.push(sleep(5).then(() => void made.push(make(reference, sent))));
      else if (makes) made.push(make(reference, sent, makes === "charge" ? "pending" : "failed"));
      return respond(responds, made.at(-1)?.row ?? {}, signal);
    };
    const list = async (url: URL, signal: AbortSignal): Promise<Response> => {
      if (plan.look !== "works") return respond(plan.look, {}, signal);
      const listed = charges.filter(({ madeAt }) => madeAt + world.listedAfterMs <= Date.now()).map(({ row }) => row);
      if (world.newestFirst) listed.reverse();
      return Response.json(cutPage(listed, Number(url.searchParams.get("page")), world.pageSize));
    };
    const client = createTrattaClient({
      baseUrl: "https://api.test",
      token: "token",
      timeoutMs: 30,
      retry: { maxDelayMs: 20 },
      async fetch(request, init) {
        await setImmediate();
        const signal = init?.signal ?? request.signal;
        const response = await (request.method === "POST" ? post(request, signal) : list(new URL(request.url), signal));
        if (world.hasDate) response.headers.set("Date", new Date(Date.now() + world.clockOffsetMs).toUTCString());
        return response;
      },
    });
    const options = { reference, ledger: unreliableLedger(ledger, plan.ledger), lookForMs: 30 };
    let outcome: ChargeOutcome | undefined;
    let rejection: unknown;
    try {
      outcome = await chargeOnce(client, body, options);
    } catch (error) {
      rejection = error;
    }
    // A charge that is made late, by this very request, is in `made` once all of the world has ended.
    return {
      reference,
      outcome,
      rejection,
      made,
      get posts() {
        return posts;
      },
    };
  }

  // Charges of the same amounts that were there before.
  for (const { amount, account } of world.references.slice(0, 5)) {
    const { row } = make("an earlier one", { amount, ...account });
    row["created_at"] = new Date(Date.now() + world.clockOffsetMs - 5_000).toISOString();
  }

  const all = await Promise.all(
    world.references.map(async ({ amount, account, together, tries: plans }, index) => {
      const reference = `reference-${index}`;
      const body = { amount, ...account };
      if (together) return Promise.all(plans.map((plan) => tryOnce(reference, body, plan)));
      const ended: Try[] = [];
      for (const plan of plans) ended.push(await tryOnce(reference, body, plan));
      return ended;
    }),
  );
  await Promise.all(late);
  return { tries: all.flat(), charges };
}

/** What a call reports must be what the server did. */
function assertTrue({ reference, outcome, rejection, posts, made }: Try, own: readonly MadeCharge[]): void {
  if (!outcome) {
    expect(rejection).toBe(ledgerFailure);
    expect(posts).toBe(0);
  } else if (outcome.outcome === "not_charged") {
    expect(made.filter(isCharge)).toEqual([]);
  } else if (outcome.outcome === "charged") {
    expect(own.map((charge) => charge.reference)).toEqual([reference]);
    if (outcome.charge.id !== undefined) expect(outcome.charge.id).toBe(own[0]?.row["id"]);
  }
}

function isCharge({ row }: MadeCharge): boolean {
  return row["status"] !== "failed";
}

/**
 * Tries references three times each, at the same time or one after the other, against servers, lists and ledgers that fail
 * at random, and asserts that no reference is charged twice and that no outcome is untrue.
 *
 * @param createLedger makes an empty one for each server
 * @returns how many tries had which outcome: `charged` by its `via`, and `rejected` for calls whose ledger could not claim
 */
export async function assertChargedOnce(
  references: number,
  createLedger: () => ChargeLedger | Promise<ChargeLedger> = createMemoryLedger,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { tries: ended, charges } = await runWorld(world, await createLedger());
      for (const [index] of world.references.entries()) {
        const reference = `reference-${index}`;
        const own = charges.filter((charge) => charge.reference === reference && isCharge(charge));
        expect(own.length).toBeLessThanOrEqual(1);
        const ofReference = ended.filter((each) => each.reference === reference);
        const open = ofReference.filter(({ outcome, posts }) => posts > 0 && outcome?.outcome !== "not_charged");
        expect(open.length).toBeLessThanOrEqual(1);
        for (const each of ofReference) assertTrue(each, own);
      }
      for (const { outcome } of ended) {
        const kind = outcome?.outcome === "charged" ? outcome.via : (outcome?.outcome ?? "rejected");
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
    }),
    // A smaller world is no clearer, and its timing is another.
    { numRuns: Math.ceil(references / REFERENCES_A_WORLD), endOnFailure: true },
  );
  return counts;
}
