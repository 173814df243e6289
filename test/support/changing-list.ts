import * as fc from "fast-check";
import type { TrattaClient } from "../../src/client.ts";
import { paginate, type PaginateOptions } from "../../src/pagination.ts";
import { createListServer, cutPage, type ListRow, listenForPages, makeRows } from "./list-server.ts";

/** A change of the list just before the server cuts the page for its n-th request. Positions: 0 is the head, 1 the tail. */
interface Change {
  readonly beforeRequest: number;
  /** `swap` removes rows at one position and inserts as many new ones at another, so that `total` stays the same. */
  readonly kind: "insert" | "remove" | "move" | "swap";
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Scenario {
  readonly count: number;
  readonly pageSize: number;
  /** Rows that the server sends at most, whatever `limit` says. */
  readonly cap: number;
  readonly concurrency: number;
  readonly changes: readonly Change[];
  /** Turns of the event loop before a page is cut: pages are cut out of order. */
  readonly delays: readonly number[];
  /** Whether `meta.total` is sent. */
  readonly total: boolean;
}

/** Lists that change; without `total` rows keep their order, because a row that moves can then stay unnoticed. */
export const scenarios: fc.Arbitrary<Scenario> = fc.boolean().chain((total) => {
  const position = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const kind = fc.constantFrom<Change["kind"]>(
    "insert",
    "remove",
    "swap",
    ...(total ? (["move", "move"] as const) : []),
  );
  const change = fc.record({
    beforeRequest: fc.integer({ min: 1, max: 20 }),
    kind,
    from: position,
    to: position,
    count: fc.integer({ min: 1, max: 3 }),
  });
  return fc.record({
    count: fc.integer({ min: 0, max: 30 }),
    pageSize: fc.integer({ min: 1, max: 10 }),
    cap: fc.oneof(fc.constant(500), fc.integer({ min: 1, max: 5 })),
    concurrency: fc.integer({ min: 1, max: 8 }),
    changes: fc.array(change, { maxLength: 4 }),
    delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }),
    total: fc.constant(total),
  });
});

/** A list that changes as the scenario says, by the number of the request. */
class ChangingList {
  readonly #scenario: Scenario;
  #rows: readonly ListRow[];
  #requests = 0;
  /** The ids after each change, as many as there were requests. */
  readonly snapshots: (readonly string[])[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#rows = makeRows(scenario.count);
  }

  /** Ids of the rows that were there for every request. */
  get stayed(): string[] {
    const [first = [], ...later] = this.snapshots.map((ids) => new Set(ids));
    return [...first].filter((id) => later.every((ids) => ids.has(id)));
  }

  cut(page: number, limit: number): object {
    this.#requests++;
    for (const change of this.#scenario.changes) {
      if (change.beforeRequest === this.#requests) this.#rows = applyChange(this.#rows, change, this.#requests);
    }
    this.snapshots.push(this.#rows.map(({ id }) => id));
    const { data, meta, links } = cutPage(this.#rows, page, Math.min(limit, this.#scenario.cap));
    const { total: _, ...withoutTotal } = meta;
    return { data, meta: this.#scenario.total ? meta : withoutTotal, links };
  }
}

function applyChange(rows: readonly ListRow[], { kind, from, to, count }: Change, request: number): ListRow[] {
  const start = Math.round(from * Math.max(0, rows.length - count));
  const taken = kind === "insert" ? [] : rows.slice(start, start + count);
  const others = rows.filter((row) => !taken.includes(row));
  const added = {
    insert: () => makeRows(count, `new-${request}-${from}-`),
    remove: () => [],
    move: () => taken,
    swap: () => makeRows(taken.length, `new-${request}-${from}-`),
  }[kind]();
  return others.toSpliced(Math.round(to * others.length), 0, ...added);
}

export interface Reading {
  readonly yielded: readonly string[];
  readonly error: unknown;
  readonly list: ChangingList;
}

/** Reads a list that changes, in process. */
export async function readInProcess(scenario: Scenario, options: PaginateOptions<"/customers">): Promise<Reading> {
  const list = new ChangingList(scenario);
  const { client } = createListServer(async ({ number, page, limit }) => {
    for (let turns = scenario.delays[number % scenario.delays.length] ?? 0; turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return list.cut(page, limit);
  });
  return read(client, list, scenario, options);
}

/** The same over real HTTP. */
export async function readOverHttp(scenario: Scenario, options: PaginateOptions<"/customers">): Promise<Reading> {
  const list = new ChangingList(scenario);
  const server = await listenForPages((page, limit) => list.cut(page, limit));
  try {
    return await read(server.client, list, scenario, options);
  } finally {
    await server.close();
  }
}

async function read(
  client: TrattaClient,
  list: ChangingList,
  { pageSize, concurrency }: Scenario,
  options: PaginateOptions<"/customers">,
): Promise<Reading> {
  const yielded: string[] = [];
  try {
    for await (const { id } of paginate(client, "/customers", { pageSize, concurrency, ...options })) {
      yielded.push(id ?? "");
    }
  } catch (error) {
    return { yielded, list, error };
  }
  return { yielded, list, error: undefined };
}
