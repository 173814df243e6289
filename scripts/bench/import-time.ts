import type { BenchContext, Measurement, Result } from "./measurement.ts";
import { median } from "./median.ts";
import { PEER_NAMES } from "./peers.ts";
import { runProcess } from "./run-process.ts";

/** Time of the first import in a fresh process. */
export async function importTime({ quick, project, peers, peersNote, tell }: BenchContext): Promise<Measurement> {
  const rounds = quick ? 1 : 15;
  const imports = ["openapi-fetch", "tratta-client"].map((name) => ({ name, folder: project, times: [] as number[] }));
  if (peers !== undefined) imports.push(...PEER_NAMES.map((name) => ({ name, folder: peers, times: [] })));
  for (let round = 1; round <= rounds; round++) {
    tell(`Cold import: round ${round} of ${rounds}`);
    for (const { name, folder, times } of imports) {
      const code = `const start = performance.now(); await import("${name}"); console.log(performance.now() - start);`;
      const { stdout } = await runProcess(process.execPath, ["--input-type=module", "--eval", code], folder);
      times.push(Number(stdout));
    }
  }
  const reference = median(imports[0]?.times ?? []);
  const results = imports.map(({ name, times }): Result => {
    const value = median(times);
    return { subject: name, value, unit: "ms", ratio: value / reference };
  });
  const missing = peers === undefined ? PEER_NAMES : [];
  return {
    title: "Cold import, relative to openapi-fetch",
    results: [...results, ...missing.map((subject) => ({ subject, value: undefined, unit: "ms", note: peersNote }))],
  };
}
