import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A source of values that depend only on its seed. */
export interface SeededRandom {
  /** A whole number from `least` to `most`, both inclusive. */
  integer(least: number, most: number): number;
  pick<const Item>(items: readonly Item[]): Item;
  /** A UUID of version 4. */
  uuid(): string;
  /** What determines the values to come. */
  getState(): readonly number[];
}

/** Makes a source of random values from a seed, or from the state of another one. */
export function createSeededRandom(seed: number | readonly number[]): SeededRandom {
  const generator = typeof seed === "number" ? xoroshiro128plus(seed) : xoroshiro128plusFromState(seed);
  const hex = (): string => (generator.next() >>> 0).toString(16).padStart(8, "0");
  return {
    integer: (least, most) => uniformInt(generator, least, most),
    pick(items) {
      const item = items[uniformInt(generator, 0, items.length - 1)];
      if (item === undefined) throw new RangeError("cannot pick from an empty list");
      return item;
    },
    uuid() {
      const digits = hex() + hex() + hex() + hex();
      const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `${variant}${digits.slice(17, 20)}`,
        digits.slice(20),
      ].join("-");
    },
    getState: () => generator.getState(),
  };
}
