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
    const high = record ^ highMask(first);
    const low = customer ^ lowMask(first);
    const checksum = `${hex32(first)}-${hex16(second >>> 16)}-${hex16(0x4000 | (second & 0xfff))}-${hex16(0x8000 | (third & 0x3fff))}`;
    const id = `${checksum}-${hex16(high)}${hex32(low)}`;
    return kind === "transactions" ? toTransactionId(id) : id;
  }

  return {
    encode,
    decode(id) {
      // A transaction's begins with tx_ and has no hyphens.
      const [start, last] = id.startsWith("tx_") ? [3, 23] : [0, 24];
      const first = Number.parseInt(id.slice(start, start + 8), 16);
      const high = Number.parseInt(id.slice(last, last + 4), 16);
      const low = Number.parseInt(id.slice(last + 4), 16);
      const record = high ^ highMask(first);
      const kind = KINDS[record >>> 8];
      const customer = (low ^ lowMask(first)) >>> 0;
      const ordinal = record & 0xff;
      // Any other text leads to a kind that there is not, or to another id.
      return kind !== undefined && encode(kind, customer, ordinal) === id ? { kind, customer, ordinal } : undefined;
    },
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex16(number: number): string {
  return `${HEX[(number >>> 8) & 0xff]}${HEX[number & 0xff]}`;
}

function hex32(number: number): string {
  return hex16(number >>> 16) + hex16(number);
}
