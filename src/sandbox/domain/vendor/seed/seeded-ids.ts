import { toTransactionId } from "../../transaction-id.ts";
import { mix } from "./mix.ts";

/** The kinds of records that have seeded ids; their order is part of the ids. */
const KINDS = [
  "customers",
  "debt_accounts",
  "payment_methods",
  "payment_plans",
  "charges",
  "transactions",
  "tickets",
  "locations",
] as const;

export type SeededKind = (typeof KINDS)[number];

/** What a seeded id says: the record number `ordinal` of its kind that a customer has; both numbers start at 0. */
interface SeededId {
  readonly kind: SeededKind;
  readonly customer: number;
  readonly ordinal: number;
}

/** Makes ids that look like random UUIDs of version 4, and reads them again, so that no index of them is needed. */
export interface SeededIds {
  encode(kind: SeededKind, customer: number, ordinal: number): string;
  /** Returns undefined for every other id. */
  decode(id: string): SeededId | undefined;
}

/** Creates the ids of a seed, of which `key` has 32 bits. The last group of an id is what it says, encrypted. The others, 74 bits, are
 * a keyed checksum of that, so that another UUID is not taken for a seeded one. */
export function createSeededIds(key: number): SeededIds {
  const highMask = (checksum: number): number => mix(key, checksum, 4) & 0xffff;
  const lowMask = (checksum: number): number => mix(key, checksum, 5);

  function encode(kind: SeededKind, customer: number, ordinal: number): string {
    const record = (KINDS.indexOf(kind) << 8) | ordinal;
    const first = mix(key, customer, record, 1);
    const second = mix(key, customer, record, 2);
    const third = mix(key, customer, record, 3);
    const id = [
      hex(first, 8),
      hex(second >>> 16, 4),
      `4${hex(second & 0xfff, 3)}`,
      hex(0x8000 | (third & 0x3fff), 4),
      hex(record ^ highMask(first), 4) + hex((customer ^ lowMask(first)) >>> 0, 8),
    ].join("-");
    return kind === "transactions" ? toTransactionId(id) : id;
  }

  return {
    encode,
    decode(id) {
      const text = id.replaceAll(/^tx_|-/g, "");
      const [first, high, low] = [text.slice(0, 8), text.slice(20, 24), text.slice(24)].map((part) =>
        Number(`0x${part}`),
      );
      if (first === undefined || high === undefined || low === undefined) return undefined;
      const record = high ^ highMask(first);
      const kind = KINDS[record >>> 8];
      const customer = (low ^ lowMask(first)) >>> 0;
      const ordinal = record & 0xff;
      // Any other text leads to a kind that there is not, or to another id.
      return kind !== undefined && encode(kind, customer, ordinal) === id ? { kind, customer, ordinal } : undefined;
    },
  };
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}
