import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TSC } from "./installed-package.ts";
import type { BenchContext, Measurement, Result } from "./measurement.ts";
import { median } from "./median.ts";
import { runProcess } from "./run-process.ts";

const CONSUMERS = fileURLToPath(new URL("type-cost/", import.meta.url));
const GOAL_INSTANTIATIONS = 12_000;
const GOAL_OF_PEER = 0.5;

/** What the types cost a user's compiler: a file with 20 different calls and three paginations. */
export async function typeCost({ quick, project, peers, peersNote, tell }: BenchContext): Promise<Measurement> {
  const consumers = [{ name: "tratta-client", folder: project, file: "tratta-consumer.ts", runs: [] as Diagnostics[] }];
  if (peers !== undefined) {
    consumers.push({ name: "openai", folder: peers, file: "openai-consumer.ts.txt", runs: [] });
  }
  const rounds = quick ? 1 : 5;
  for (const { folder, file } of consumers) prepare(folder, file);
  for (let round = 1; round <= rounds; round++) {
    for (const { name, folder, runs } of consumers) {
      tell(`Type cost: ${name}, round ${round} of ${rounds}`);
      const { stdout } = await runProcess(process.execPath, [TSC, "-p", "types", "--extendedDiagnostics"], folder);
      runs.push(readDiagnostics(stdout));
    }
  }

  const medianOf = (consumer: number, figure: keyof Diagnostics): number | undefined => {
    const runs = consumers[consumer]?.runs;
    return runs && median(runs.map((run) => run[figure]));
  };
  const rows = (figure: keyof Diagnostics, title: string, unit: string): [Result, Result] => {
    const own = medianOf(0, figure);
    const peer = medianOf(1, figure);
    return [
      {
        subject: `tratta-client, ${title}`,
        value: own,
        unit,
        ...(own !== undefined && peer !== undefined && { ratio: own / peer }),
      },
      {
        subject: `openai, ${title}`,
        value: peer,
        unit,
        ...(peer === undefined ? { note: peersNote } : { ratio: 1 }),
      },
    ];
  };
  const [instantiations, peerInstantiations] = rows("instantiations", "instantiations", "types");
  const [total, peerTotal] = rows("totalSeconds", "whole compilation", "s");
  return {
    title: "Type cost, 20 calls and 3 paginations, relative to openai",
    results: [
      {
        ...instantiations,
        goal: `< ${GOAL_INSTANTIATIONS}`,
        reached: (instantiations.value ?? Infinity) < GOAL_INSTANTIATIONS,
      },
      peerInstantiations,
      ...rows("checkSeconds", "check", "s"),
      {
        ...total,
        ...(total.ratio !== undefined && { goal: `<= ${GOAL_OF_PEER} x openai`, reached: total.ratio <= GOAL_OF_PEER }),
      },
      peerTotal,
    ],
  };
}

interface Diagnostics {
  readonly instantiations: number;
  readonly checkSeconds: number;
  readonly totalSeconds: number;
}

function prepare(folder: string, consumer: string): void {
  const compilerOptions = {
    strict: true,
    target: "es2022",
    lib: ["es2023", "dom", "dom.iterable"],
    module: "nodenext",
    types: [],
    skipLibCheck: true,
    noEmit: true,
  };
  const types = join(folder, "types");
  mkdirSync(types, { recursive: true });
  writeFileSync(join(types, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  writeFileSync(join(types, "consumer.ts"), readFileSync(join(CONSUMERS, consumer)));
}

function readDiagnostics(text: string): Diagnostics {
  const figure = (name: string): number => {
    const found = new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(text);
    if (!found) throw new Error(`the compiler's diagnostics hold no line "${name}":\n${text}`);
    return Number(found[1]);
  };
  return {
    instantiations: figure("Instantiations"),
    checkSeconds: figure("Check time"),
    totalSeconds: figure("Total time"),
  };
}
