import { invalidField } from "../domain/api-error.ts";
import type { Store } from "../domain/store.ts";
import { collectionsOf } from "../domain/store-snapshot.ts";
import { maskBody } from "../http/mask-body.ts";

/** Which records to read. */
interface StateQuery {
  /** Of which resources. @default all */
  readonly names?: readonly string[] | undefined;
  /** How many of each to skip. @default 0 */
  readonly offset?: number;
  /** How many of each at most. @default all */
  readonly limit?: number;
}

/** What a sandbox holds. */
export interface State {
  readonly now: number;
  readonly dialect: string;
  /** How many records there are of each resource that was asked for. */
  readonly totals: Readonly<Record<string, number>>;
  /** Yields the records of a resource, oldest first, without card and bank account numbers and secrets. */
  readonly readRecords: (resource: string) => Iterable<object>;
  /** Whether the sandbox has changed since the state was read, so that records read later may not fit the earlier ones. */
  readonly hasChanged: () => boolean;
}

/** Reads the state of a store at `now`, in epoch milliseconds. Records are made when they are asked for: there may be millions.
 * @throws ApiError 422 naming a resource that does not exist */
export function readState(
  store: Store,
  now: number,
  { names, offset = 0, limit = Number.POSITIVE_INFINITY }: StateQuery,
): State {
  const { dialect, changes, webhookSecrets } = store;
  const collections = collectionsOf(store);
  const all = Object.keys(collections);
  const wanted = names ?? all;
  if (!wanted.every((name) => all.includes(name)))
    throw invalidField("query.resource", `must be one of ${all.join(",")}`);
  const before = changes.count;

  function* readRecords(resource: string): Generator<object> {
    const records = collections[resource];
    const end = Math.min(offset + limit, records?.length ?? 0);
    for (let position = offset; position < end; position += 1) {
      const [record] = records?.slice(position, position + 1) ?? [];
      if (record === undefined) return;
      const hasSecret = resource === "webhooks" && webhookSecrets.has(record.id);
      const shown = hasSecret ? { ...record, secret: "***" } : record;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mask of an object is one
      yield maskBody(shown, { isDebtAccount: resource === "debt_accounts" }) as object;
    }
  }

  return {
    now,
    dialect,
    totals: Object.fromEntries(wanted.map((name) => [name, collections[name]?.length ?? 0])),
    readRecords,
    hasChanged: () => changes.count !== before,
  };
}
