import { createStore, type Collection, type Dialect, type Store } from "./store.ts";

/** Everything that a store holds, as JSON can hold it. Records refer to each other by id. */
export interface StoreSnapshot {
  readonly random: readonly number[];
  /** The records of each resource, in the order of their creation. */
  readonly records: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly plansBeingPaid: readonly string[];
  readonly scheduledCharges: readonly string[];
  /** Each parent account with its children. */
  readonly childAccounts: readonly (readonly [parent: string, children: readonly string[]])[];
  readonly recipients: readonly string[];
  readonly webhookSecrets: readonly (readonly [webhook: string, secret: string])[];
}

type Collections = Readonly<Record<string, Pick<Collection<{ id: string }>, "all" | "get">>>;

/** Returns the records of a store by resource. */
export function collectionsOf(store: Store): Collections {
  const {
    dialect: _dialect,
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
  // Does not compile when the store gets a part that is none of these.
  return collections;
}

/** Copies what a store holds once its imports have been applied. */
export function saveStore(store: Store): StoreSnapshot {
  const { random, plansBeingPaid, scheduledCharges, childAccounts, recipients, webhookSecrets } = store;
  return structuredClone({
    random: random.getState(),
    records: Object.fromEntries(Object.entries(collectionsOf(store)).map(([name, { all }]) => [name, all])),
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
  const store = createStore(readState(saved?.random), dialect);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other parts are never in `records`
  const collections = store as unknown as Record<string, Collection<{ id: string }>>;
  const names = Object.keys(saveStore(store).records);
  for (const [name, records] of Object.entries(Object(saved.records))) {
    if (!names.includes(name)) throw invalidPart(`store.records.${name}`, "is not a kind of record that it knows");
    for (const record of readList(records, `store.records.${name}`)) {
      const { id }: { id?: unknown } = Object(record);
      const collection = collections[name];
      if (typeof id !== "string" || collection?.get(id) !== undefined) {
        throw invalidPart(`store.records.${name}`, "must be records with an id each, which no other has");
      }
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object with an id
      collection?.add(record as { id: string });
    }
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
