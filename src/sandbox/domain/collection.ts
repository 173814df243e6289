import type { ChangeKind } from "./changes.ts";

interface Identified {
  readonly id: string;
  external_id?: string | undefined;
}

const NOT_SEEDED = "must change and delete no records but those of the seed";

/** A list of which parts can be cut, such as an array. */
export interface Rows<Item> {
  readonly length: number;
  slice(from: number, to: number): readonly Item[];
}

/**
 * The records that a collection starts with, oldest first. They are made when they are asked for, and may be made anew as long
 * as nobody changes them: see `Collection`.
 */
export interface SeededRows<Item> {
  readonly length: number;
  at(position: number): Item;
  get(id: string): Item | undefined;
  getByExternalId(externalId: string): Item | undefined;
  positionOf(id: string): number;
  /** Returns the rows of the customer whom a record of any kind belongs to, or is, oldest first. Seeded records refer to others
   * of their customer only. */
  ofCustomerOf(id: string): Item[];
}

/** The changes of a collection since its start. */
export interface CollectionChanges<Item> {
  /** Seeded records, as they are now. */
  readonly changed: readonly Item[];
  /** Ids of seeded records. */
  readonly deleted: readonly string[];
  /** In the order of their creation. */
  readonly added: readonly Item[];
}

/**
 * The records of one resource, in the order of their creation: the seeded ones, then those that were added.
 *
 * A seeded record is kept from its first change on. Before that, two lookups return the same object as long as the seed
 * remembers it, which is for longer than a step takes; `update` refuses any other copy, so that no change is lost. Those who add
 * records see to it that ids and external ids are unique.
 */
export class Collection<Item extends Identified> {
  readonly #seed: SeededRows<Item> | undefined;
  readonly #onChange: ((kind: ChangeKind, item: Item, before?: Item) => void) | undefined;
  readonly #added: Item[] = [];
  /** The added records and the seeded ones that have changed, by id. */
  readonly #kept = new Map<string | undefined, Item>();
  readonly #keptByExternalId = new Map<string | undefined, Item>();
  /** The deleted seeded records, and their positions in ascending order. */
  readonly #deleted = new Set<string>();
  readonly #gaps: number[] = [];
  /** For fields that refer to other records, the records by what they refer to, but for seeded ones that refer to what they
   * did at the start. Made when they are needed. */
  readonly #indexes = new Map<keyof Item, Map<unknown, Ordered<Item>[]>>();
  #additions = 0;

  /** `onChange` is called after each change of a record, with a copy of what it was before. */
  constructor(onChange?: (kind: ChangeKind, item: Item, before?: Item) => void, seed?: SeededRows<Item>) {
    this.#onChange = onChange;
    this.#seed = seed;
  }

  get length(): number {
    return this.seeded.length + this.#added.length;
  }

  get last(): Item | undefined {
    return this.#added.at(-1) ?? this.seeded.slice(this.seeded.length - 1, this.seeded.length)[0];
  }

  /** The seeded records that have not been deleted. */
  get seeded(): Rows<Item> {
    const length = (this.#seed?.length ?? 0) - this.#gaps.length;
    return { length, slice: (from, to) => this.#sliceSeeded(Math.max(0, from), Math.min(to, length)) };
  }

  /** The records that are not seeded. */
  get added(): readonly Item[] {
    return this.#added;
  }

  /** Returns the records at the positions from `from` to before `to`. */
  slice(from: number, to: number): readonly Item[] {
    const { seeded } = this;
    const added = this.#added.slice(Math.max(0, from - seeded.length), Math.max(0, to - seeded.length));
    return from < seeded.length ? [...seeded.slice(from, to), ...added] : added;
  }

  *[Symbol.iterator](): Generator<Item> {
    const { seeded } = this;
    for (let position = 0; position < seeded.length; position += 1) yield* seeded.slice(position, position + 1);
    yield* this.#added;
  }

  get(id: string | undefined): Item | undefined {
    const kept = this.#kept.get(id);
    return kept ?? (id === undefined || this.#deleted.has(id) ? undefined : this.#seed?.get(id));
  }

  getByExternalId(externalId: string | undefined): Item | undefined {
    const kept = this.#keptByExternalId.get(externalId);
    return kept ?? (externalId === undefined ? undefined : this.#ifUnchanged(this.#seed?.getByExternalId(externalId)));
  }

  /** Returns the record with this id, otherwise the one with this external id. */
  find(id: string): Item | undefined {
    return this.get(id) ?? this.getByExternalId(id);
  }

  /** Returns the records whose field `key` is one of `ids`, in the order of their creation. */
  related(key: keyof Item, ...ids: readonly string[]): Item[] {
    const seeded = ids.flatMap((id) => this.#seededReferring(key, id));
    const index = this.#indexOf(key);
    const others = ids.flatMap((id) => index.get(id) ?? []);
    if (ids.length > 1) others.sort((a, b) => a.order - b.order);
    return [...seeded, ...others.map(({ item }) => item)];
  }

  add(item: Item): Item {
    this.#added.push(item);
    this.#keep(item);
    for (const [key, index] of this.#indexes) addTo(index, key, { item, order: this.#additions });
    this.#additions += 1;
    this.#onChange?.("created", item);
    return item;
  }

  /** Changes fields of a record. Nothing else changes a record, so that every change is noticed; without fields, what the
   * record refers to has changed. */
  update(item: Item, fields: Partial<Item> = {}): Item {
    if (this.get(item.id) !== item) throw new Error("A record that is not the collection's own cannot be changed.");
    const before = { ...item };
    if (!this.#kept.has(item.id)) this.#keep(item);
    if (fields.external_id !== undefined) this.#keptByExternalId.delete(item.external_id);
    Object.assign(item, fields);
    if (fields.external_id !== undefined) this.#keptByExternalId.set(fields.external_id, item);
    for (const key of this.#indexes.keys()) if (before[key] !== item[key]) this.#indexes.delete(key);
    this.#onChange?.("updated", item, before);
    return item;
  }

  /** Returns whether there was a record with this id. */
  delete(id: string): boolean {
    const item = this.get(id);
    if (item === undefined) return false;
    this.#keptByExternalId.delete(item.external_id);
    this.#kept.delete(id);
    this.#indexes.clear();
    if (this.#isSeeded(item)) this.#deleteSeeded(id);
    else this.#added.splice(this.#added.indexOf(item), 1);
    this.#onChange?.("deleted", item, { ...item });
    return true;
  }

  /** Returns what has changed since the start. */
  changes(): CollectionChanges<Item> {
    const changed = this.#seed === undefined ? [] : [...this.#kept.values()].filter((item) => this.#isSeeded(item));
    return { changed, deleted: [...this.#deleted], added: this.#added };
  }

  /** Brings about the changes of another collection with the same seed.
   * @throws RangeError that says what cannot be */
  restore({ changed, deleted, added }: CollectionChanges<Item>): void {
    for (const item of changed) {
      if (!this.#seed?.get(item.id) || this.#kept.has(item.id)) throw new RangeError(NOT_SEEDED);
      this.#keep(item);
    }
    for (const id of deleted) {
      if (!this.#seed?.get(id) || !this.delete(id)) throw new RangeError(NOT_SEEDED);
    }
    for (const item of added) {
      if (this.get(item.id) || this.#deleted.has(item.id)) {
        throw new RangeError("must be records with an id each, which no other has");
      }
      this.add(item);
    }
  }

  #keep(item: Item): void {
    this.#kept.set(item.id, item);
    if (item.external_id !== undefined) this.#keptByExternalId.set(item.external_id, item);
  }

  /** Returns a seeded record that the seed has made, unless it was changed or deleted meanwhile. */
  #ifUnchanged(item: Item | undefined): Item | undefined {
    return item === undefined || this.#kept.has(item.id) || this.#deleted.has(item.id) ? undefined : item;
  }

  #isSeeded({ id }: Item): boolean {
    return this.#seed?.get(id) !== undefined;
  }

  /** Returns the seeded records that refer to `id`, and did so at the start. */
  #seededReferring(key: keyof Item, id: string): Item[] {
    const items = this.#seed?.ofCustomerOf(id).map((item) => this.get(item.id)) ?? [];
    return items.filter((item) => item !== undefined).filter((item) => item[key] === id);
  }

  #sliceSeeded(from: number, to: number): Item[] {
    const items: Item[] = [];
    let gap = this.#countGaps(from);
    for (let position = from + gap; items.length < to - from; position += 1) {
      if (this.#gaps[gap] === position) gap += 1;
      else {
        const item = this.#seed?.at(position);
        if (item) items.push(this.#kept.get(item.id) ?? item);
      }
    }
    return items;
  }

  /** Counts the deleted records before the one that is now the seeded record number `index`. */
  #countGaps(index: number): number {
    return partitionPoint(this.#gaps.length, (gap) => (this.#gaps[gap] ?? 0) - gap <= index);
  }

  #deleteSeeded(id: string): void {
    const position = this.#seed?.positionOf(id) ?? 0;
    const before = partitionPoint(this.#gaps.length, (gap) => (this.#gaps[gap] ?? 0) < position);
    this.#gaps.splice(before, 0, position);
    this.#deleted.add(id);
  }

  #indexOf(key: keyof Item): Map<unknown, Ordered<Item>[]> {
    let index = this.#indexes.get(key);
    if (index === undefined) {
      this.#indexes.set(key, (index = new Map()));
      for (const item of this.changes().changed) {
        if (!this.#seededReferring(key, String(item[key])).includes(item)) addTo(index, key, { item, order: -1 });
      }
      for (const [order, item] of this.#added.entries()) addTo(index, key, { item, order });
    }
    return index;
  }
}

interface Ordered<Item> {
  readonly item: Item;
  /** Ascends in the order of creation. */
  readonly order: number;
}

function addTo<Item>(index: Map<unknown, Ordered<Item>[]>, key: keyof Item, entry: Ordered<Item>): void {
  const value = entry.item[key];
  const entries = index.get(value);
  if (entries) entries.push(entry);
  else index.set(value, [entry]);
}

/** Returns how many of the numbers from 0 to before `length` hold, where those that do come first. */
export function partitionPoint(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
