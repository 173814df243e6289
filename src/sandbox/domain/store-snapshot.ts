import { addDays } from "./calendar-date.ts";
import type { Collection, CollectionChanges } from "./collection.ts";
import { createStore, type Dialect, type Seed, type Store } from "./store.ts";
import { createSeededRecords, MAX_SEEDED_CUSTOMERS } from "./vendor/seed/seeded-records.ts";

/**
 * What a store holds, as JSON can hold it. Records refer to each other by id. Seeded records that nobody has changed are left out:
 * they follow from the seed.
 */
export interface StoreSnapshot {
  readonly random: readonly number[];
  readonly seed?: Seed | undefined;
  /** What has changed of each resource; all records of it, if there is no seed. */
  readonly records: Readonly<Record<string, CollectionChanges<Identified>>>;
  readonly plansBeingPaid: readonly string[];
  readonly scheduledCharges: readonly string[];
  /** Each parent account with its children. */
  readonly childAccounts: readonly (readonly [parent: string, children: readonly string[]])[];
  readonly recipients: readonly string[];
  readonly webhookSecrets: readonly (readonly [webhook: string, secret: string])[];
}

interface Identified {
  readonly id: string;
}

type Collections = Readonly<Record<string, Pick<Collection<Identified>, "changes" | "get" | "length" | "slice">>>;

/** The parts of a store that are collections, by name. */
export function collectionsOf(store: Store): Collections {
  const {
    dialect: _dialect,
    seed: _seed,
    changes: _changes,
    random: _random,
    plansBeingPaid: _plansBeingPaid,
    scheduledCharges: _scheduledCharges,
    childAccounts: _childAccounts,
    pendingImports: _pendingImports,
    recipients: _recipients,
    webhookSecrets: _webhookSecrets,
    ...collections
  } = store;
  // Does not compile when the store gets another part, which a snapshot would then lack.
  return collections;
}

/** Copies what a store holds once its imports have been applied. */
export function saveStore(store: Store): StoreSnapshot {
  const { seed, random, plansBeingPaid, scheduledCharges, childAccounts, recipients, webhookSecrets } = store;
  const collections = Object.entries(collectionsOf(store));
  return structuredClone({
    random: random.getState(),
    ...(seed && { seed }),
    records: Object.fromEntries(collections.map(([name, records]) => [name, records.changes()])),
    plansBeingPaid: idsOf(plansBeingPaid),
    scheduledCharges: idsOf(scheduledCharges),
    childAccounts: [...childAccounts].map(([parent, children]) => [parent, idsOf(children)] as const),
    recipients: [...recipients],
    webhookSecrets: [...webhookSecrets],
  });
}

function idsOf(records: Iterable<{ readonly id: string }>): string[] {
  return [...records].map(({ id }) => id);
}

/** Creates a store that holds the same as the one that was saved.
 * @throws TypeError naming the part that no store can have */
export function restoreStore(snapshot: StoreSnapshot, dialect: Dialect): Store {
  const saved = structuredClone(snapshot);
  const seed = readSeed(saved?.seed, dialect);
  const store = createStore(readState(saved?.random), dialect, seed && { seed, records: createSeededRecords(seed) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other parts are never in `records`
  const collections = store as unknown as Record<string, Collection<Identified>>;
  const names = Object.keys(collectionsOf(store));
  for (const [name, changes] of Object.entries(Object(saved.records))) {
    if (!names.includes(name)) throw invalidPart(`store.records.${name}`, "is not a kind of record that it knows");
    restoreCollection(collections[name], changes, `store.records.${name}`);
  }
  const missing = names.find((name) => saved.records?.[name] === undefined);
  if (missing !== undefined) throw invalidPart(`store.records.${missing}`, "is missing");

  for (const plan of findAll(store.payment_plans, saved.plansBeingPaid, "plansBeingPaid")) {
    store.plansBeingPaid.add(plan);
  }
  for (const charge of findAll(store.charges, saved.scheduledCharges, "scheduledCharges")) {
    store.scheduledCharges.add(charge);
  }
  for (const [parent, children] of readPairs(saved.childAccounts, "childAccounts")) {
    store.childAccounts.set(parent, findAll(store.debt_accounts, children, "childAccounts"));
  }
  for (const recipient of readList(saved.recipients, "store.recipients")) store.recipients.add(String(recipient));
  for (const [webhook, secret] of readPairs(saved.webhookSecrets, "webhookSecrets")) {
    store.webhookSecrets.set(webhook, String(secret));
  }
  return store;
}

function findAll<Item extends { readonly id: string }>(
  collection: Collection<Item>,
  ids: unknown,
  part: string,
): Item[] {
  return readList(ids, `store.${part}`).map((id) => {
    const record = collection.get(String(id));
    if (record === undefined) throw invalidPart(`store.${part}`, "must be ids of its own records");
    return record;
  });
}

function readSeed(value: unknown, dialect: Dialect): Seed | undefined {
  if (value === undefined) return undefined;
  const { seed, customers, today }: { [Field in keyof Seed]?: unknown } = Object(value);
  const isValid =
    typeof seed === "number" &&
    Number.isSafeInteger(seed) &&
    typeof customers === "number" &&
    Number.isInteger(customers) &&
    customers >= 0 &&
    customers <= MAX_SEEDED_CUSTOMERS &&
    typeof today === "string" &&
    !Number.isNaN(Date.parse(today)) &&
    // A day that the month does not have would become one of the next month.
    addDays(today, 0) === today;
  if (dialect === "source" || !isValid) throw invalidPart("store.seed", "cannot be");
  return { seed, customers, today };
}

function restoreCollection(collection: Collection<Identified> | undefined, value: unknown, part: string): void {
  const changes: { [Field in keyof CollectionChanges<Identified>]?: unknown } = Object(value);
  try {
    collection?.restore({
      changed: readRecords(changes.changed, part),
      deleted: readList(changes.deleted, `${part}.deleted`).map(String),
      added: readRecords(changes.added, part),
    });
  } catch (error) {
    throw error instanceof RangeError ? invalidPart(part, error.message) : error;
  }
}

function readRecords(value: unknown, part: string): Identified[] {
  const records = readList(value, part);
  if (!records.every((record) => typeof Object(record).id === "string")) {
    throw invalidPart(part, "must be records with an id each");
  }
  return records as Identified[];
}

function readState(state: unknown): readonly number[] {
  const numbers = readList(state, "store.random");
  // The generator refuses any other length, and takes each number as 32 bits.
  if (numbers.length !== 4 || !numbers.every(Number.isInteger)) {
    throw invalidPart("store.random", "must be four whole numbers");
  }
  return numbers as number[];
}

function readPairs(value: unknown, part: string): [string, unknown][] {
  return readList(value, `store.${part}`).map((pair) => {
    const [key, item] = readList(pair, `store.${part}`);
    if (typeof key !== "string") throw invalidPart(`store.${part}`, "must be pairs that begin with an id");
    return [key, item];
  });
}

/** Narrows a part of a snapshot to a list. */
function readList(value: unknown, part: string): unknown[] {
  if (!Array.isArray(value)) throw invalidPart(part, "must be a list");
  return value;
}

function invalidPart(part: string, problem: string): TypeError {
  return new TypeError(`snapshot.${part} ${problem}; pass what sandbox.snapshot() returned`);
}
