import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bench/bundle-sizes.ts";
import { cpuPerCall } from "./bench/cpu-per-call.ts";
import { generateTime } from "./bench/generate-time.ts";
import { importTime } from "./bench/import-time.ts";
import { installPackage } from "./bench/installed-package.ts";
import type { BenchContext, Measurement } from "./bench/measurement.ts";
import { pagingMemory } from "./bench/paging-memory.ts";
import { pagingRequests } from "./bench/paging-requests.ts";
import { pagingTime } from "./bench/paging-time.ts";
import { installPeers } from "./bench/peers.ts";
import { renderTable } from "./bench/render-table.ts";
import { typeCost } from "./bench/type-cost.ts";

const USAGE = `Usage: npm run bench [-- <options>]

Measures the client against openapi-fetch and, installed on demand into a temporary folder, against ky, stripe, openai
and @octokit/core. Ratios are taken within one run; absolute figures depend on the machine.

Options:
  --json      print the figures as JSON
  --quick     tiny settings: shows that everything runs, the figures mean little
  --no-peers  install nothing; leave the peers out
  --help      show this text

Exit code: 0 when everything was measured, whether or not the goals were reached; 1 otherwise.`;

const MEASUREMENTS = {
  cpuPerCall,
  bundleSizes,
  importTime,
  pagingTime,
  pagingRequests,
  pagingMemory,
  generateTime,
  typeCost,
};
const ROOT = fileURLToPath(new URL("..", import.meta.url));

try {
  const options = readOptions();
  if (options.help) console.log(USAGE);
  else await bench(options);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

function readOptions(): { json: boolean; quick: boolean; "no-peers": boolean; help: boolean } {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ options: { json: flag, quick: flag, "no-peers": flag, help: flag } }).values;
  } catch (error) {
    throw new Error(`${messageOf(error)}\n\n${USAGE}`, { cause: error });
  }
}

async function bench(options: ReturnType<typeof readOptions>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tratta-bench-"));
  try {
    const project = join(folder, "project");
    tell("Building the package");
    const tratta = await installPackage(ROOT, project);
    const peers = options["no-peers"] ? undefined : await tryToInstallPeers(join(folder, "peers"));
    const peersNote = options["no-peers"] ? "left out (--no-peers)" : "could not be installed";
    if (peers === undefined && !options["no-peers"]) process.exitCode = 1;

    const context: BenchContext = { quick: options.quick, project, tratta, peers, peersNote, tell };
    const measured: [string, Measurement][] = [];
    for (const [name, measure] of Object.entries(MEASUREMENTS)) measured.push([name, await measure(context)]);

    const date = new Date().toISOString().slice(0, 10);
    const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
    if (options.json) {
      const { quick } = options;
      console.log(JSON.stringify({ date, machine, quick, measurements: Object.fromEntries(measured) }, undefined, 2));
    } else {
      console.log(`\n${date}, ${machine}${options.quick ? ", quick: the figures mean little" : ""}\n`);
      console.log(renderTable(measured.map(([, measurement]) => measurement)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryToInstallPeers(folder: string): Promise<string | undefined> {
  tell("Installing the peers into a temporary folder");
  try {
    await installPeers(folder);
    return folder;
  } catch (error) {
    console.error(`The peers could not be installed, their rows stay empty (--no-peers leaves them out):`);
    console.error(messageOf(error));
    return undefined;
  }
}

/** On stderr, so that stdout holds the figures alone. */
function tell(progress: string): void {
  console.error(`· ${progress}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
