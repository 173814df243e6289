import { Bench, type Fn } from "tinybench";

/**
 * Median time of each task, in milliseconds or in the unit of the `overriddenDuration` that it returns. Every round runs
 * all tasks in turn, so that a busy moment of the machine affects all alike.
 */
export async function medianTimes(
  rounds: number,
  tasks: Readonly<Record<string, Fn>>,
  warmupRounds: number = 0,
): Promise<Record<string, number>> {
  const bench = new Bench({ iterations: 1, time: 0, warmup: false, throws: true });
  for (const [name, task] of Object.entries(tasks)) bench.add(name, task, { async: true });
  const samples = new Map(Object.keys(tasks).map((name) => [name, [] as number[]]));
  for (let round = 1 - warmupRounds; round <= rounds; round++) {
    bench.reset();
    for (const { name, result } of await bench.run()) {
      if (round > 0 && result.state === "completed") samples.get(name)?.push(result.latency.mean);
    }
  }
  return Object.fromEntries([...samples].map(([name, times]) => [name, median(times)]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
