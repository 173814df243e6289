import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PaginationDrift, PaginationDriftError } from "../src/errors.ts";
import { paginate } from "../src/pagination.ts";
import {
  createListServer,
  type ListServer,
  cutPage,
  type ListPage,
  type ListRow,
  makeRows,
  type PageRequest,
} from "./support/list-server.ts";
import { runs } from "./support/runs.ts";

/** A change of the list just before the n-th page is cut out of it. */
interface Change {
  readonly beforePage: number;
  readonly kind: "insert" | "remove";
  /** 0 is the head of the list, 1 its tail. */
  readonly position: number;
  readonly count: number;
}

const change = (kind: "insert" | "remove"): fc.Arbitrary<Change> =>
  fc.record({
    beforePage: fc.integer({ min: 1, max: 30 }),
    kind: fc.constant(kind),
    position: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    count: fc.integer({ min: 1, max: 6 }),
  });

interface Scenario {
  readonly count: number;
  readonly pageSize: number;
  readonly concurrency: number;
  readonly changes: readonly Change[];
  /** Turns of the event loop that each request waits before its page is cut: pages are cut out of order. */
  readonly delays: readonly number[];
}

const scenario = (changes: fc.Arbitrary<Change>, longestDelay: number): fc.Arbitrary<Scenario> =>
  fc.record({
    count: fc.integer({ min: 1, max: 120 }),
    pageSize: fc.integer({ min: 2, max: 25 }),
    concurrency: fc.constantFrom(1, 2, 4, 16),
    changes: fc.array(changes, { maxLength: 8 }),
    delays: fc.array(fc.nat(longestDelay), { minLength: 1, maxLength: 20 }),
  });

interface Outcome {
  readonly original: readonly string[];
  /** What the list held when all was read. */
  readonly final: readonly string[];
  readonly yielded: readonly string[];
  /** Pages as they were answered, by number. */
  readonly answered: ReadonlyMap<number, ListPage<ListRow>>;
  readonly drifts: readonly PaginationDrift[];
  readonly error: unknown;
}

async function play(scene: Scenario, listen: boolean): Promise<Outcome> {
  const rows = makeRows(scene.count);
  const original = rows.map(({ id }) => id);
  const answered = new Map<number, ListPage<ListRow>>();
  const server = createListServer(async ({ number, page, limit }) => {
    for (let turns = scene.delays[number % scene.delays.length] ?? 0; turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const cut = answered.size + 1;
    for (const [index, { beforePage, kind, position, count }] of scene.changes.entries()) {
      if (beforePage !== cut) continue;
      const at = Math.round(position * rows.length);
      if (kind === "insert") rows.splice(at, 0, ...makeRows(count, `new-${index}-`));
      else rows.splice(Math.min(at, Math.max(0, rows.length - count)), count);
    }
    const body = cutPage(rows, page, limit);
    answered.set(page, body);
    return body;
  });
  const drifts: PaginationDrift[] = [];
  const yielded: string[] = [];
  let error: unknown;
  try {
    const { pageSize, concurrency } = scene;
    const options = {
      pageSize,
      concurrency,
      ...(listen && { onDrift: (drift: PaginationDrift) => void drifts.push(drift) }),
    };
    for await (const { id } of paginate(server.client, "/customers", options)) yielded.push(id ?? "");
  } catch (thrown) {
    error = thrown;
  }
  expect(server.underWay).toBe(0);
  return { original, final: rows.map(({ id }) => id), yielded, answered, drifts, error };
}

/** The pages that were read, in their order: up to the first that says it is the last. */
function pagesRead(answered: Outcome["answered"]): [number, ListPage<ListRow>][] {
  const pages = [...answered].toSorted(([a], [b]) => a - b);
  return pages.slice(0, 1 + pages.findIndex(([, { data, links }]) => links.next === null || data.length === 0));
}

describe("a list that changes while it is read", () => {
  const anyChange = fc.oneof(change("insert"), change("remove"));

  test("gives what the pages held, in their order, no row twice, whatever changes and in whatever order pages are cut", async () => {
    await fc.assert(
      fc.asyncProperty(scenario(anyChange, 5), async (scene) => {
        const { yielded, answered, error } = await play(scene, true);
        const held = pagesRead(answered).flatMap(([, { data }]) => data.map(({ id }) => id));
        expect(yielded).toEqual([...new Set(held)]);
        expect(new Set(yielded).size).toBe(yielded.length);
        expect(error).toBeUndefined();
      }),
      { numRuns: runs(1_000) },
    );
  });

  test("tells onDrift of every change of the total, with page, expected and actual, and of rows missing at the end", async () => {
    await fc.assert(
      fc.asyncProperty(scenario(anyChange, 5), async (scene) => {
        const { yielded, answered, drifts } = await play(scene, true);
        const pages = pagesRead(answered);
        const expected = pages.slice(1).flatMap(([page, { meta }], index): PaginationDrift[] => {
          const before = pages[index]?.[1].meta.total ?? Number.NaN;
          const told = { page, reason: "total_changed", expected: before, actual: meta.total } as const;
          return before === meta.total ? [] : [told];
        });
        const fewest = Math.min(...pages.map(([, { meta }]) => meta.total));
        if (yielded.length < fewest) {
          const page = pages.at(-1)?.[0] ?? Number.NaN;
          expected.push({ page, reason: "rows_missing", expected: fewest, actual: yielded.length });
        }
        expect(drifts).toEqual(expected);
      }),
      { numRuns: runs(1_000) },
    );
  });

  test("gives every row that was there at the start, in order, when rows are only inserted and pages are cut in turn", async () => {
    await fc.assert(
      fc.asyncProperty(scenario(change("insert"), 0), async (scene) => {
        const { original, yielded, error } = await play(scene, false);
        expect(yielded.filter((id) => !id.startsWith("new-"))).toEqual(original);
        expect(error).toBeUndefined();
      }),
      { numRuns: runs(1_000) },
    );
  });

  test.each(["insert", "remove"] as const)(
    "never misses a row silently when there is only %s, in whatever order pages are cut",
    async (kind) => {
      let missed = 0;
      await fc.assert(
        fc.asyncProperty(scenario(change(kind), 5), async (scene) => {
          const { original, final, yielded, error } = await play(scene, false);
          const lost = original.filter((id) => final.includes(id) && !yielded.includes(id));
          missed += Math.min(1, lost.length);
          expect(lost.length === 0 || error instanceof PaginationDriftError).toBe(true);
        }),
        { numRuns: runs(1_000) },
      );
      // Else the generated lists would not have reached what this test is about.
      expect(missed).toBeGreaterThan(0);
    },
  );

  test.each([1, 10, 100, 500].flatMap((pageSize) => [1, 4, 16].map((concurrency) => ({ pageSize, concurrency }))))(
    "reads 237 rows with insertions and removals, $pageSize a page, $concurrency at a time, no row twice",
    async ({ pageSize, concurrency }) => {
      const changes: Change[] = [
        { beforePage: 2, kind: "insert", position: 0, count: 3 },
        { beforePage: 3, kind: "remove", position: 0.5, count: 2 },
        { beforePage: 5, kind: "insert", position: 1, count: 4 },
        { beforePage: 9, kind: "remove", position: 0, count: 1 },
      ];
      const { yielded, answered, drifts } = await play(
        { count: 237, pageSize, concurrency, changes, delays: [0] },
        true,
      );
      expect(new Set(yielded).size).toBe(yielded.length);
      expect(yielded).toEqual([...new Set(pagesRead(answered).flatMap(([, { data }]) => data.map(({ id }) => id)))]);
      expect(drifts.length > 0).toBe(pageSize < 237);
    },
  );

  test.each([
    { count: 100, pageSize: 2, concurrency: 4, beforePage: 30, burst: 45 },
    { count: 1_000, pageSize: 100, concurrency: 1, beforePage: 4, burst: 150 },
    { count: 1_000, pageSize: 100, concurrency: 1, beforePage: 6, burst: 199 },
  ])(
    "a burst of $burst rows at the head before page $beforePage of $pageSize each ends nothing and repeats nothing",
    async ({ beforePage, burst, ...scene }) => {
      const changes: Change[] = [{ beforePage, kind: "insert", position: 0, count: burst }];
      const { original, yielded } = await play({ ...scene, changes, delays: [0] }, false);
      expect(yielded).toEqual(original);
    },
  );

  test("rows are still told apart after thousands of others", async () => {
    const changes: Change[] = [{ beforePage: 80, kind: "insert", position: 0, count: 7 }];
    const { original, yielded } = await play(
      { count: 9_000, pageSize: 100, concurrency: 1, changes, delays: [0] },
      false,
    );
    expect(yielded).toEqual(original);
  });
});

describe("without onDrift", () => {
  test("a total that shrinks ends in PaginationDriftError after the last row", async () => {
    const changes: Change[] = [{ beforePage: 2, kind: "remove", position: 0, count: 5 }];
    const { yielded, error } = await play({ count: 100, pageSize: 10, concurrency: 1, changes, delays: [0] }, false);
    expect(yielded.at(-1)).toBe("row-99");
    expect(yielded).toHaveLength(95);
    expect(error).toBeInstanceOf(PaginationDriftError);
    expect(error).toMatchObject({
      code: "PaginationDriftError",
      drift: { page: 2, reason: "total_changed", expected: 100, actual: 95 },
    });
    expect(String(error)).toContain("rows may be missing");
  });

  test("a total that grows is no error: nothing that was there at the start is missing", async () => {
    const changes: Change[] = [{ beforePage: 2, kind: "insert", position: 0, count: 5 }];
    const { yielded, error } = await play({ count: 100, pageSize: 10, concurrency: 1, changes, delays: [0] }, false);
    expect(yielded).toEqual(makeRows(100).map(({ id }) => id));
    expect(error).toBeUndefined();
  });

  test("a loop that is left early is not told of a drift", async () => {
    let total = 100;
    const server = createListServer(({ page, limit }) => cutPage(makeRows((total -= 1)), page, limit));
    const rows = await paginate(server.client, "/customers", { pageSize: 10 }).toArray({ max: 25 });
    expect(rows).toHaveLength(25);
  });
});

/** 30 rows, said to be 40. */
function promiseMore({ page, limit }: PageRequest): object {
  const { data, meta, links } = cutPage(makeRows(30), page, limit);
  return { data, meta: { ...meta, total: 40 }, links };
}

describe("a server that promises more rows than it gives", () => {
  test("is told as rows_missing", async () => {
    const server = createListServer(promiseMore);
    const drifts: PaginationDrift[] = [];
    const options = { pageSize: 10, onDrift: (drift: PaginationDrift) => void drifts.push(drift) };
    expect(await paginate(server.client, "/customers", options).toArray()).toHaveLength(30);
    expect(drifts).toEqual([{ page: 3, reason: "rows_missing", expected: 40, actual: 30 }]);
  });

  test("ends in PaginationDriftError where nobody is told", async () => {
    const server = createListServer(promiseMore);
    const reading = paginate(server.client, "/customers", { pageSize: 10 }).toArray();
    await expect(reading).rejects.toMatchObject({ drift: { reason: "rows_missing", expected: 40, actual: 30 } });
  });

  test("is told where a link of null cuts the list short of its number of pages", async () => {
    const server = createListServer(({ page, limit }) => ({
      ...cutPage(makeRows(30), page, limit),
      links: { next: page < 2 ? "/?page=2" : null },
    }));
    await expect(paginate(server.client, "/customers", { pageSize: 10 }).toArray()).rejects.toMatchObject({
      drift: { page: 2, reason: "rows_missing", expected: 30, actual: 20 },
    });
  });

  test("is told where a server ignores page", async () => {
    const server = createListServer(() => cutPage(makeRows(30), 1, 10));
    await expect(paginate(server.client, "/customers", { pageSize: 10 }).toArray()).rejects.toMatchObject({
      drift: { page: 2, reason: "rows_missing", expected: 30, actual: 10 },
    });
  });

  test("fewer rows than the total are right when paging began later", async () => {
    const server = createListServer(({ page, limit }) => cutPage(makeRows(30), page, limit));
    expect(await paginate(server.client, "/customers", { pageSize: 10, startPage: 3 }).toArray()).toHaveLength(10);
  });
});

describe("an observer that fails", () => {
  const shrinking = (): ListServer =>
    createListServer(({ number, page, limit }) => cutPage(makeRows(51 - number), page, limit));
  const fail = (): never => {
    throw new Error("observer failed");
  };

  test("onDrift that throws accepts nothing: the loop goes on, and the loss ends in PaginationDriftError", async () => {
    const { client } = shrinking();
    const rows: unknown[] = [];
    const reading = (async () => {
      for await (const row of paginate(client, "/customers", { pageSize: 10, onDrift: fail })) rows.push(row);
    })();
    await expect(reading).rejects.toMatchObject({ code: "PaginationDriftError", drift: { reason: "total_changed" } });
    expect(rows.length).toBeGreaterThan(40);
  });

  test("onDrift that throws does not make an error of a list that grew", async () => {
    const { client } = createListServer(({ number, page, limit }) => cutPage(makeRows(50 + number), page, limit));
    const options = { pageSize: 10, concurrency: 1, onDrift: fail };
    expect((await paginate(client, "/customers", options).toArray()).length).toBeGreaterThan(50);
  });

  test("async onDrift and onProgress that reject, and onProgress that throws, change nothing", async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", onRejection);
    const reject = async (): Promise<void> => fail();
    for (const onProgress of [reject, fail]) {
      const { client } = shrinking();
      const options = { pageSize: 10, onDrift: reject, onProgress };
      expect((await paginate(client, "/customers", options).toArray()).length).toBeGreaterThan(40);
    }
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", onRejection);
    expect(rejections).toEqual([]);
  });
});
