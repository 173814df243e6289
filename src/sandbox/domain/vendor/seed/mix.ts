/** Mixes whole numbers into one of 32 bits (MurmurHash3, without its last step): the same numbers give the same one, and others
 * look random beside it. Only the lowest 32 bits of each number count. */
export function mix(a: number, b: number, c: number = 0, d: number = 0): number {
  let hash = mixIn(mixIn(mixIn(mixIn(0, a), b), c), d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixIn(hash: number, number: number): number {
  const scrambled = Math.imul(number, 0xcc9e2d51);
  const mixed = hash ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  return Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64;
}
