import { Bench, type Fn } from "tinybench";

/** Median time of each task, in milliseconds or in the unit of the `overriddenDuration` that it returns. */
export async function medianTimes(
  rounds: number,
  tasks: Readonly<Record<string, Fn>>,
  warmupRounds: number = 0,
): Promise<Record<string, number>> {
  const warmup = { warmup: warmupRounds > 0, warmupIterations: warmupRounds, warmupTime: 0 };
  const bench = new Bench({ iterations: rounds, time: 0, throws: true, ...warmup });
  for (const [name, task] of Object.entries(tasks)) bench.add(name, task, { async: true });
  await bench.run();
  const medians = bench.tasks.map(({ name, result }) => {
    if (result.state !== "completed") throw new Error(`${name} was not measured: ${result.state}`);
    return [name, result.latency.p50];
  });
  return Object.fromEntries(medians);
}
