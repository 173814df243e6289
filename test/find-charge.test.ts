import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { createTrattaClient } from "../src/client.ts";
import { isTrattaError } from "../src/errors.ts";
import { type ChargeSought, findCharge } from "../src/find-charge.ts";
import type { Charge } from "../src/models.ts";
import { unwrap } from "../src/unwrap.ts";
import { type FaultServer, json, reset, startFaultServer } from "./support/fault-server.ts";
import { createListServer, cutPage } from "./support/list-server.ts";

const SINCE = Date.parse("2026-11-22T10:00:00.500Z");
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const sought: ChargeSought = { amount: 700, debtAccountId: "account-1", since: new Date(SINCE) };

/** A charge that is the one sought, but for its time and what is given. */
function chargeAt(ms: number, given: Partial<Charge> = {}): Charge {
  const id = `charge-${ms}`;
  return { id, amount: 700, debt_account_id: "account-1", created_at: new Date(ms).toISOString(), ...given };
}

/** Other charges, one a minute before `newest`, newest first. */
function others(count: number, newest = SINCE - SECOND_MS): Charge[] {
  return Array.from({ length: count }, (_, index) =>
    chargeAt(newest - index * 60_000, { id: `other-${index}`, amount: 1 }),
  );
}

async function find(charges: readonly object[], changes: Partial<ChargeSought> = {}, cap = 500) {
  const server = createListServer(({ page, limit }) => cutPage(charges, page, Math.min(limit, cap)));
  const found = await findCharge(server.client, { ...sought, ...changes });
  return { id: found?.id, requests: server.requests.length };
}

describe("findCharge", () => {
  const wanted = chargeAt(SINCE + SECOND_MS, { id: "wanted" });
  const orders: [string, (charges: Charge[]) => Charge[]][] = [
    ["newest first", (charges) => charges],
    ["oldest first", (charges) => charges.toReversed()],
    ["unsorted", (charges) => charges.map((charge, index) => charges[(index * 7) % charges.length] ?? charge)],
  ];

  it.each(orders)("finds the charge on any page of a list that comes %s", async (_, order) => {
    const list = order([chargeAt(SINCE + 60_000, { amount: 1, id: "newer" }), wanted, ...others(51)]);
    expect(new Set(list.map(({ id }) => id)).size).toBe(53);
    expect((await find(list, {}, 10)).id).toBe("wanted");
  });

  it.each(orders)("finds nothing where there is none in a list that comes %s", async (_, order) => {
    expect((await find(order(others(53)), {}, 10)).id).toBeUndefined();
  });

  it("reads no more pages than it needs where they come newest first", async () => {
    expect(await find([wanted, ...others(500)], {}, 10)).toMatchObject({ id: "wanted", requests: 1 });
    const missing = await find(others(500), {}, 10);
    expect(missing.id).toBeUndefined();
    expect(missing.requests).toBeLessThanOrEqual(5);
  });

  it("reads to the end of a list whose first rows are all of the same old second", async () => {
    const sameSecond = Array.from({ length: 30 }, (_, index) =>
      chargeAt(SINCE - DAY_MS, { id: `old-${index}`, amount: 1 }),
    );
    expect((await find([...sameSecond, wanted], {}, 10)).id).toBe("wanted");
  });

  it.each<[string, Partial<Charge>, string | undefined]>([
    ["of another amount", { amount: 701 }, undefined],
    ["whose amount comes as text", { amount: "700.00" as never }, "wanted"],
    ["of another account", { debt_account_id: "account-2" }, undefined],
    ["that does not name its account", { debt_account_id: undefined as never }, "wanted"],
    ["whose amount was rounded as a float", { amount: Math.fround(700.1) - 0.1 }, "wanted"],
    ["that failed", { status: "failed" }, "wanted"],
    ["at the very moment", { created_at: "2026-11-22T10:00:00.500Z" }, "wanted"],
    ["a millisecond too early", { created_at: "2026-11-22T10:00:00.499Z" }, undefined],
    ["in the same second, cut down to it", { created_at: "2026-11-22T10:00:00Z" }, "wanted"],
    ["in the second before", { created_at: "2026-11-22T09:59:59Z" }, undefined],
    ["in another time zone", { created_at: "2026-11-22T05:00:01-05:00" }, "wanted"],
    ["too early in another time zone", { created_at: "2026-11-22T10:00:01+01:00" }, undefined],
    ["at a time without a zone, behind the server's", { created_at: "2026-11-21 23:00:00" }, "wanted"],
    ["at a time without a zone", { created_at: "2026-11-22 10:00:01" }, "wanted"],
    ["at a time without a zone, days ago", { created_at: "2026-11-19 10:00:01" }, undefined],
    ["at a day without a time", { created_at: "2026-11-22" }, "wanted"],
    ["at an unknown time", { created_at: undefined as never }, "wanted"],
    ["at a null time", { created_at: null as never }, "wanted"],
    ["at a time that is none", { created_at: "soon" }, "wanted"],
  ])("judges a charge %s", async (_, given, expected) => {
    expect((await find([{ ...wanted, ...given }])).id).toBe(expected);
  });

  it("goes on past a charge of unknown time that is not the one", async () => {
    const list = [
      ...others(3),
      { id: "timeless", amount: 1 },
      ...others(30, SINCE - DAY_MS).map((row, i) => ({ ...row, id: `o${i}` })),
      wanted,
    ];
    expect((await find(list, {}, 5)).id).toBe("wanted");
  });

  it("takes an id that the server sends as a number for the same account", async () => {
    const charge = { ...wanted, debt_account_id: 42 };
    expect((await find([charge], { debtAccountId: "42" })).id).toBe("wanted");
  });

  it("takes an id that the caller gives as a number for the same account", async () => {
    const charge = { ...wanted, debt_account_id: "42" };
    expect((await find([charge], { debtAccountId: 42 as never })).id).toBe("wanted");
  });

  it.each<[string, object, string | undefined]>([
    ["the external id", { debt_account_external_id: "ACC-1" }, "wanted"],
    ["another external id", { debt_account_external_id: "ACC-2" }, undefined],
    ["only the other id", {}, "wanted"],
  ])("given an external id, judges a charge that shows %s", async (_, given, expected) => {
    const charge = { ...wanted, ...given };
    expect((await find([charge], { debtAccountId: undefined as never, debtAccountExternalId: "ACC-1" })).id).toBe(
      expected,
    );
  });

  it("finds a charge of any account when null is given", async () => {
    expect((await find([wanted], { debtAccountId: null as never })).id).toBe("wanted");
  });

  it("does not return a row that is null as if there were none", async () => {
    const { client } = createListServer(() => ({ data: [null], links: { next: null } }));
    expect(await findCharge(client, sought)).toEqual({});
  });

  it("finds a charge of any account when none is given, for the server may have filled it in", async () => {
    const { debtAccountId: _, ...withoutAccount } = sought;
    const { client } = createListServer(({ page, limit }) => cutPage([wanted], page, limit));
    expect((await findCharge(client, withoutAccount))?.id).toBe("wanted");
  });

  it("prefers any other charge to one that failed", async () => {
    const list = [chargeAt(SINCE + 2, { id: "declined", status: "failed" }), wanted];
    const { client } = createListServer(({ page, limit }) => cutPage(list, page, limit));
    expect((await findCharge(client, sought))?.id).toBe("wanted");
  });

  it("finds the wanted charge wherever it is and however the list is cut and ordered", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: SINCE - 10 * DAY_MS, max: SINCE - 1 }), { maxLength: 40 }),
        fc.integer({ min: SINCE, max: SINCE + DAY_MS }),
        fc.constantFrom("newest", "oldest"),
        fc.integer({ min: 1, max: 7 }),
        async (times, time, order, cap) => {
          const rows = times.map((ms, index) => chargeAt(ms, { id: `old-${index}` }));
          const list = [...rows, chargeAt(time, { id: "wanted" })].toSorted(
            (a, b) => (order === "newest" ? -1 : 1) * (Date.parse(a.created_at ?? "") - Date.parse(b.created_at ?? "")),
          );
          // Old charges of the same amount and account must not be taken for it.
          expect((await find(list, {}, cap)).id).toBe("wanted");
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    [{ amount: NaN }, "amount"],
    [{ amount: "700" as never }, "amount"],
    [{ since: "soon" }, "since"],
    [{ since: "" }, "since"],
    [{ since: "2026-11-22T10:00:00" }, "since"],
    [{ since: "2026-11-22" }, "since"],
    [{ since: new Date(NaN) }, "since"],
    [{ since: undefined as never }, "since"],
  ])("refuses %j, and asks the server nothing", async (changes, field) => {
    const { client, requests } = createListServer(() => cutPage([wanted], 1, 500));
    await expect(findCharge(client, { ...sought, ...changes })).rejects.toMatchObject({
      code: "TrattaRequestError",
      field,
    });
    expect(requests).toEqual([]);
  });

  it.each(["2026-11-22T10:00:00.500Z", "2026-11-22T05:00:00.500-05:00", "2026-11-22T15:30:00.500+0530"])(
    "takes %s for the same moment",
    async (since) => {
      expect((await find([chargeAt(SINCE, { id: "at" })], { since })).id).toBe("at");
      expect((await find([chargeAt(SINCE - 1)], { since })).id).toBeUndefined();
    },
  );

  it("ends with the caller's own reason when aborted", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const { client } = createListServer(({ page, limit }) => {
      controller.abort(reason);
      return cutPage(others(50), page, limit);
    });
    await expect(findCharge(client, { ...sought, signal: controller.signal })).rejects.toBe(reason);
  });

  it("fails rather than say that there is none when the list cannot be read", async () => {
    const { client } = createListServer(() => new Response("", { status: 503 }));
    await expect(findCharge(client, sought)).rejects.toMatchObject({ code: "TrattaApiError", status: 503 });
  });

  it("fails rather than say that there is none when rows are missing", async () => {
    const { client } = createListServer(() => ({
      data: others(2),
      meta: { total: 3, total_pages: 1 },
      links: { next: null },
    }));
    await expect(findCharge(client, { ...sought, since: new Date(0) })).rejects.toMatchObject({
      code: "PaginationDriftError",
    });
  });
});

describe("a charge whose outcome is unknown", () => {
  let server: FaultServer;
  afterEach(() => server.close());

  /** The recipe: charge; when the outcome is unknown, look, and charge again only if there is none. */
  async function chargeOnce(): Promise<string | undefined> {
    const client = createTrattaClient({ baseUrl: server.url, token: "token" });
    const since = new Date(Date.now() - 60_000);
    const charge = async (): Promise<string | undefined> =>
      (await unwrap(client.POST("/charges", { body: { amount: 700, debt_account_id: "account-1" } }))).data?.id;
    try {
      return await charge();
    } catch (error) {
      if (!isTrattaError(error) || error.outcome !== "unknown") throw error;
      const found = await findCharge(client, { amount: 700, debtAccountId: "account-1", since });
      return found ? found.id : charge();
    }
  }

  it.each([true, false])("is made exactly once in the end (the first attempt was carried out: %s)", async (commits) => {
    const held: Charge[] = [];
    const create = (): Charge => {
      const charge = chargeAt(Date.now(), { id: `charge-${held.length + 1}` });
      held.push(charge);
      return charge;
    };
    server = await startFaultServer((response, request) => {
      if (request.method === "GET") return json(200, cutPage(held, 1, 500))(response, request);
      if (request.number > 1) return json(201, { data: create() })(response, request);
      if (commits) create();
      return reset(response, request);
    });
    expect(await chargeOnce()).toBe("charge-1");
    expect(held).toHaveLength(1);
    expect(server.requests.map(({ method }) => method)).toEqual(commits ? ["POST", "GET"] : ["POST", "GET", "POST"]);
  });
});
