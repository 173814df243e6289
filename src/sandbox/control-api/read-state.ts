import { invalidField } from "../domain/api-error.ts";
import { collectionsOf } from "../domain/store-snapshot.ts";
import type { Store } from "../domain/store.ts";
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

/** Copies records by resource, oldest first, without card and bank account numbers and secrets; `totals` says how many there are.
 * @throws ApiError 422 naming a resource that does not exist */
export function readRecords(
  store: Store,
  { names, offset = 0, limit = Number.POSITIVE_INFINITY }: StateQuery,
): { records: Record<string, object[]>; totals: Record<string, number> } {
  const collections = collectionsOf(store);
  const all = Object.keys(collections);
  const wanted = names ?? all;
  const chosen = wanted.flatMap((name) =>
    Object.hasOwn(collections, name) ? [[name, collections[name]?.all ?? []] as const] : [],
  );
  if (chosen.length < wanted.length) throw invalidField("query.resource", `must be one of ${all.join(",")}`);
  const records = chosen.map(([name, rows]) => {
    const shown = rows.slice(offset, offset + limit).map((row) => {
      const hasSecret = name === "webhooks" && store.webhookSecrets.has(row.id);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mask of an object is one
      return maskBody(hasSecret ? { ...row, secret: "***" } : row, {
        isDebtAccount: name === "debt_accounts",
      }) as object;
    });
    return [name, shown] as const;
  });
  return {
    records: Object.fromEntries(records),
    totals: Object.fromEntries(chosen.map(([name, rows]) => [name, rows.length])),
  };
}
