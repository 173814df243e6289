import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PaginationDriftError } from "../src/errors.ts";
import { paginate } from "../src/pagination.ts";
import { createListServer, cutPage, type ListRow, makeRows } from "./support/list-server.ts";
import { runs } from "./support/runs.ts";

// What the doc comment of `paginate` and README say of a list that changes while it is read.

/** A change before a request, in turn: the first is made before the first request. */
type Changes = Readonly<Record<number, (rows: ListRow[]) => void>>;

interface Case {
  readonly name: string;
  readonly count: number;
  readonly changes: Changes;
  readonly concurrency?: number;
  readonly hideTotal?: boolean;
}

const fresh = (count = 1): ListRow[] => makeRows(count, "new-");
const removeFirst = (rows: ListRow[]): void => void rows.shift();
const move = (rows: ListRow[], from: number, to: number): void => {
  rows.splice(to, 0, ...rows.splice(from, 1));
};

const PAGE_SIZE = 10;

async function readList({ count, changes, concurrency = 1, hideTotal = false }: Case, verify: boolean) {
  const rows = makeRows(count);
  const all = [...rows];
  const server = createListServer(({ number, page, limit }) => {
    changes[number]?.(rows);
    const { data, meta, links } = cutPage(rows, page, limit);
    return { data, links, meta: { ...meta, ...(hideTotal && { total: null }) } };
  });
  const ids: (string | undefined)[] = [];
  let error: unknown;
  try {
    const list = paginate(server.client, "/customers", { pageSize: PAGE_SIZE, concurrency, verify });
    for await (const { id } of list) ids.push(id);
  } catch (thrown) {
    error = thrown;
  }
  // Rows that were removed are no loss.
  const lost = all.filter((row) => rows.includes(row) && !ids.includes(row.id));
  return { lost: lost.length, repeated: ids.length - new Set(ids).size, error };
}

const unnoticed: readonly Case[] = [
  {
    name: "oldest first, one row is removed and one added between two requests",
    count: 50,
    changes: {
      3: (rows) => {
        removeFirst(rows);
        rows.push(...fresh());
      },
    },
  },
  {
    name: "oldest first, one row is removed and three are added between two requests",
    count: 50,
    changes: {
      3: (rows) => {
        removeFirst(rows);
        rows.push(...fresh(3));
      },
    },
  },
  {
    name: "by name, one row is removed and one inserted further on between two requests",
    count: 50,
    changes: {
      3: (rows) => {
        removeFirst(rows);
        rows.splice(35, 0, ...fresh());
      },
    },
  },
  {
    name: "an edit moves a row from a page already read to a much later one",
    count: 1_000,
    changes: { 3: (rows) => move(rows, 0, 900) },
  },
  {
    name: "an edit moves a row to a page already read, and another row is added",
    count: 50,
    changes: {
      3: (rows) => {
        move(rows, 40, 0);
        rows.push(...fresh());
      },
    },
  },
  { name: "a list without total loses a row", count: 50, changes: { 3: removeFirst }, hideTotal: true },
];

const noticed: readonly Case[] = [
  { name: "a row is removed", count: 50, changes: { 3: removeFirst } },
  {
    name: "a row is removed, and one added after the next request",
    count: 50,
    changes: { 3: removeFirst, 4: (rows) => void rows.push(...fresh()) },
  },
  { name: "an edit moves a row to a page already read", count: 50, changes: { 3: (rows) => move(rows, 40, 0) } },
  {
    name: "an edit moves a row from a page already read to one of the next",
    count: 50,
    changes: { 3: (rows) => move(rows, 0, 40) },
  },
];

describe("without verify", () => {
  test.each(unnoticed)("a loss stays unnoticed when $name", async (scene) => {
    const { lost, error } = await readList(scene, false);
    expect(lost).toBe(1);
    expect(error).toBeUndefined();
  });

  test.each(noticed)("a loss ends in PaginationDriftError when $name", async (scene) => {
    const { lost, error } = await readList(scene, false);
    expect(lost).toBe(1);
    expect(error).toBeInstanceOf(PaginationDriftError);
  });

  test("an edit that moves a row to a much later page makes it come twice", async () => {
    const scene = unnoticed.find(({ name }) => name.includes("much later"));
    expect(scene && (await readList(scene, false)).repeated).toBe(1);
  });

  test("newest first, one page at a time, no loss stays unnoticed", async () => {
    const change = fc.record({
      before: fc.integer({ min: 1, max: 12 }),
      added: fc.nat(25),
      removedAt: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 5 }),
    });
    let losses = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(100), fc.array(change, { maxLength: 5 }), async (count, list) => {
        const changes: Record<number, (rows: ListRow[]) => void> = {};
        for (const [index, { before, added, removedAt }] of list.entries()) {
          const earlier = changes[before];
          changes[before] = (rows) => {
            earlier?.(rows);
            for (const at of removedAt) rows.splice(Math.floor(at * rows.length), 1);
            rows.unshift(...makeRows(added, `new-${index}-`));
          };
        }
        const { lost, error } = await readList({ name: "", count, changes }, false);
        losses += Math.min(1, lost);
        expect(lost === 0 || error instanceof PaginationDriftError).toBe(true);
      }),
      { numRuns: runs(1_000) },
    );
    // Or the lists would not have reached what this test is about.
    expect(losses).toBeGreaterThan(0);
  });

  test("newest first, several pages at a time, a loss stays unnoticed while two pages of new rows arrive", async () => {
    const rows = makeRows(100);
    const cut = new Set<number>();
    const server = createListServer(async ({ page, limit }) => {
      if (page === 2) {
        // The pages requested with it are cut first. Then as many rows arrive as are removed from those pages.
        while (cut.size < 4) await new Promise((resolve) => setImmediate(resolve));
        rows.splice(25, 20);
        rows.unshift(...fresh(20));
      }
      cut.add(page);
      return cutPage(rows, page, limit);
    });
    const read = await paginate(server.client, "/customers", { pageSize: 10 }).toArray();
    const lost = makeRows(20).slice(10);
    expect(rows).toEqual(expect.arrayContaining(lost));
    expect(read.filter(({ id }) => lost.some((row) => row.id === id))).toEqual([]);
  });
});

describe("with verify", () => {
  test.each([...unnoticed, ...noticed])("it ends in PaginationDriftError when $name", async (scene) => {
    expect((await readList(scene, true)).error).toBeInstanceOf(PaginationDriftError);
  });
});
