import { join } from "node:path";
import type { BenchContext } from "./bench-context.ts";
import { medianTimes } from "./median-times.ts";
import { runProcess } from "./run-process.ts";
import { rowsOf, type Table } from "./table.ts";

const GOAL_MS = 3_000;

/** Time of a whole run of the generator, which also patches, lints and formats, and of openapi-typescript alone. */
export async function generateTime({ quick, root, project }: BenchContext): Promise<Table> {
  const types = ["--no-install", "openapi-typescript", "generated/openapi.yaml", "-o", join(project, "schema.ts")];
  const times = await medianTimes(quick ? 1 : 5, {
    "openapi-typescript": () => runProcess("npx", types, root),
    // --check leaves out writing two files, so that a benchmark never changes the sources.
    "npm run generate": () => runProcess("npm", ["run", "generate", "--", "--check"], root),
  });
  return {
    title: "Generating, relative to openapi-typescript alone",
    rows: rowsOf("ms", times, { "npm run generate": [`<= ${GOAL_MS} ms`, (ms) => ms <= GOAL_MS] }),
  };
}
