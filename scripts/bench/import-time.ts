import type { BenchContext } from "./bench-context.ts";
import { medianTimes } from "./median-times.ts";
import { PEER_NAMES } from "./peers.ts";
import { runProcess } from "./run-process.ts";
import { rowsOf, type Table } from "./table.ts";

/** Time of the first import in a fresh process. */
export async function importTime({ quick, project, peers }: BenchContext): Promise<Table> {
  const task = (name: string, folder: string) => (): { overriddenDuration: number } => {
    const code = `const start = performance.now(); await import("${name}"); console.log(performance.now() - start);`;
    return { overriddenDuration: Number(runProcess("node", ["--input-type=module", "--eval", code], folder)) };
  };
  const times = await medianTimes(quick ? 1 : 15, {
    "openapi-fetch": task("openapi-fetch", project),
    "tratta-client": task("tratta-client", project),
    ...(peers && Object.fromEntries(PEER_NAMES.map((name) => [name, task(name, peers)]))),
  });
  return { title: "Cold import, relative to openapi-fetch", rows: rowsOf("ms", times) };
}
