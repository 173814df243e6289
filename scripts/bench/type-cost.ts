import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { medianTimes } from "./median-times.ts";
import { runProcess } from "./run-process.ts";
import { rowsOf, type Table } from "./table.ts";

const COMPILER_OPTIONS = { strict: true, module: "nodenext", types: [], skipLibCheck: true, noEmit: true };
const CONFIG = JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ["consumer.ts"] });
const GOAL_INSTANTIATIONS = 12_000;
const GOAL_OF_PEER = 0.5;

/** What the types cost a user's compiler: a file with 20 different calls and three paginations. */
export async function typeCost({ quick, root, project, peers }: BenchContext): Promise<Table> {
  const instantiations: Record<string, number> = {};
  const compile = (name: string, folder: string, consumer: string) => {
    writeFileSync(join(folder, "tsconfig.json"), CONFIG);
    copyFileSync(join(root, "scripts/bench/type-cost", consumer), join(folder, "consumer.ts"));
    return (): { overriddenDuration: number } => {
      const diagnostics = runProcess("npx", ["--no-install", "tsc", "-p", folder, "--extendedDiagnostics"], root);
      const figure = (title: string): number => Number(new RegExp(`^${title}: *([\\d.]+)`, "m").exec(diagnostics)?.[1]);
      instantiations[`${name}, instantiations`] = figure("Instantiations");
      return { overriddenDuration: figure("Total time") };
    };
  };
  const [peer, own] = ["openai, whole compilation", "tratta-client, whole compilation"];
  const seconds = await medianTimes(quick ? 1 : 5, {
    ...(peers && { [peer]: compile("openai", peers, "openai-consumer.ts.txt") }),
    [own]: compile("tratta-client", project, "tratta-consumer.ts"),
  });
  const isSmall = (types: number): boolean => types < GOAL_INSTANTIATIONS;
  const isFast = (_: number, ratio: number): boolean => ratio <= GOAL_OF_PEER;
  return {
    title: "Type cost, 20 calls and 3 paginations, relative to openai",
    rows: [
      ...rowsOf("types", instantiations, { "tratta-client, instantiations": [`< ${GOAL_INSTANTIATIONS}`, isSmall] }),
      ...rowsOf("s", seconds, peers ? { [own]: [`<= ${GOAL_OF_PEER} x openai`, isFast] } : {}),
    ],
  };
}
