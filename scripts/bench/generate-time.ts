import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchContext, Measurement } from "./measurement.ts";
import { median } from "./median.ts";
import { runProcess } from "./run-process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const GOAL_MS = 3_000;

/** Time of a whole run of the generator, which also patches, lints and formats, and of openapi-typescript alone. */
export async function generateTime({ quick, project, tell }: BenchContext): Promise<Measurement> {
  const rounds = quick ? 1 : 5;
  const alone: number[] = [];
  const whole: number[] = [];
  const types = ["--no-install", "openapi-typescript", "generated/openapi.yaml", "-o", join(project, "schema.ts")];
  for (let round = 1; round <= rounds; round++) {
    tell(`npm run generate: round ${round} of ${rounds}`);
    alone.push((await runProcess("npx", types, ROOT)).ms);
    // Does everything but the last step, writing two files, so that a benchmark never changes the sources.
    whole.push((await runProcess("npm", ["run", "generate", "--", "--check"], ROOT)).ms);
  }
  const [reference, value] = [median(alone), median(whole)];
  return {
    title: "Generating, relative to openapi-typescript alone",
    results: [
      { subject: "openapi-typescript", value: reference, unit: "ms", ratio: 1 },
      {
        subject: "npm run generate",
        value,
        unit: "ms",
        ratio: value / reference,
        goal: `<= ${GOAL_MS} ms`,
        reached: value <= GOAL_MS,
      },
    ],
  };
}
