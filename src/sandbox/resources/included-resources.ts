import { invalidField } from "../domain/api-error.ts";
import type { Collection } from "../domain/collection.ts";
import { FOREIGN_KEYS, type ForeignKey } from "../domain/foreign-keys.ts";
import type { RecordOf } from "../domain/records.ts";
import { collectionOf, type Store } from "../domain/store.ts";
import type { Serializers } from "./serializers.ts";

/** The foreign keys that lead from a record to an id, joined by dots; `id` is the record's own. */
type Path = "id" | ForeignKey | `${ForeignKey}.${ForeignKey}` | `${ForeignKey}.${ForeignKey}.${ForeignKey}`;
/** Two records are related when both paths lead to the same id. When the first of two leads to none, the second counts. */
type Relation = readonly [from: Path | readonly [Path, Path], to: Path];

/**
 * What `include` may name for each resource. This is an assumption: the vendor's documentation gives the example
 * `customers,payment_methods` and no list. Each name becomes a field of the row with an array, even of one element.
 */
const RELATIONS: {
  readonly [Name in keyof RecordOf]?: { readonly [Related in keyof RecordOf]?: Relation };
} = {
  customers: {
    debt_accounts: ["id", "customer_id"],
    payment_methods: ["id", "customer_id"],
    payment_plans: ["id", "debt_account_id.customer_id"],
  },
  debt_accounts: {
    customers: ["customer_id", "id"],
    payment_methods: ["customer_id", "customer_id"],
    payment_plans: ["id", "debt_account_id"],
    charges: ["id", "debt_account_id"],
  },
  payment_plans: {
    customers: ["debt_account_id.customer_id", "id"],
    debt_accounts: ["debt_account_id", "id"],
    payment_methods: ["payment_method_id", "id"],
    transactions: ["id", "payment_plan_id"],
  },
  charges: {
    customers: [["debt_account_id.customer_id", "payment_method_id.customer_id"], "id"],
    debt_accounts: ["debt_account_id", "id"],
    payment_methods: ["payment_method_id", "id"],
    transactions: ["id", "charge_id"],
  },
  transactions: {
    charges: ["charge_id", "id"],
    customers: [["charge_id.debt_account_id.customer_id", "charge_id.payment_method_id.customer_id"], "id"],
    debt_accounts: ["charge_id.debt_account_id", "id"],
    payment_methods: ["charge_id.payment_method_id", "id"],
    payment_plans: ["payment_plan_id", "id"],
  },
};

/** Serializes records together with the related resources that `include` (comma-delimited) names.
 * @throws ApiError 422 for a name that the resource does not include, listing those that it does */
export function serializeWithIncluded<Name extends keyof RecordOf>(
  name: Name,
  records: readonly RecordOf[Name][],
  include: string | undefined,
  { store, serialize }: { store: Store; serialize: Serializers },
): object[] {
  const relations = new Map(Object.entries<Relation>(RELATIONS[name] ?? {}));
  const names = (include ?? "").split(",").flatMap((part) => part.trim() || []);
  const included = names.map((related) => {
    const relation = relations.get(related);
    if (relation === undefined) {
      throw invalidField("query.include", `may only name ${[...relations.keys()].join(", ")} here`);
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a key of RELATIONS
    return { related, find: createFinder(related as keyof RecordOf, relation, store, serialize) };
  });
  return records.map((record) => ({
    ...serialize[name](record),
    ...Object.fromEntries(included.map(({ related, find }) => [related, find(record)])),
  }));
}

type Referring = AnyRecord & { readonly id: string };

type AnyRecord = { readonly [Key in "id" | ForeignKey]?: string | undefined };

function createFinder<Related extends keyof RecordOf>(
  related: Related,
  [from, to]: Relation,
  store: Store,
  serialize: Serializers,
): (record: AnyRecord) => object[] {
  const collection = collectionOf(store, related);
  return (record) => {
    const [path, otherPath = path] = typeof from === "string" ? [from] : from;
    const id = follow(store, record, path) ?? follow(store, record, otherPath);
    if (id === undefined) return [];
    const found = to === "id" ? [collection.get(id)] : findReferring(store, collection, to, id);
    return found.flatMap((each) => (each === undefined ? [] : serialize[related](each)));
  };
}

/** Returns the records from which a path leads to an id. */
function findReferring<Item extends Referring>(
  store: Store,
  collection: Collection<Item>,
  path: Exclude<Path, "id">,
  id: string,
): Item[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parts of a path are foreign keys
  const [key, ...others] = path.split(".") as [ForeignKey, ...ForeignKey[]];
  if (others.length === 0) return collection.related(key, id);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  const rest = others.join(".") as Exclude<Path, "id">;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its records may have any foreign key
  const owners = store[FOREIGN_KEYS[key]] as unknown as Collection<Referring>;
  return collection.related(key, ...findReferring(store, owners, rest, id).map((owner) => owner.id));
}

function follow(store: Store, record: AnyRecord, path: Path): string | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the last part can be `id`
  const keys = path.split(".") as ForeignKey[];
  let current: AnyRecord | undefined = record;
  for (const key of keys.slice(0, -1)) current = store[FOREIGN_KEYS[key]].get(current?.[key]);
  const last = keys.at(-1);
  return last && current?.[last];
}
