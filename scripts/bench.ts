import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bench/bundle-sizes.ts";
import { cpuPerCall } from "./bench/cpu-per-call.ts";
import { generateTime } from "./bench/generate-time.ts";
import { importTime } from "./bench/import-time.ts";
import { installPackage } from "./bench/install-package.ts";
import { pagingMemory, pagingRequests, pagingTime } from "./bench/paging.ts";
import { installPeers } from "./bench/peers.ts";
import { renderTables, type Table } from "./bench/table.ts";
import { typeCost } from "./bench/type-cost.ts";

const USAGE = `Usage: npm run bench [-- <options>]

Measures the client against openapi-fetch and, installed on demand into a temporary folder, against ky, stripe, openai
and @octokit/core. Ratios are taken within one run; absolute figures depend on the machine.

Options:
  --quick     tiny settings: shows that everything runs, the figures mean little
  --no-peers  install nothing; leave the peers out
  --help      show this text

Exit code: 0 when everything was measured, whether or not the goals were reached; 1 otherwise.`;

const MEASUREMENTS = [
  cpuPerCall,
  bundleSizes,
  importTime,
  pagingTime,
  pagingRequests,
  pagingMemory,
  generateTime,
  typeCost,
];
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const flag = { type: "boolean", default: false } as const;

try {
  const { values } = parseArgs({ options: { quick: flag, "no-peers": flag, help: flag } });
  if (values.help) console.log(USAGE);
  else await bench(values.quick, !values["no-peers"]);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}

async function bench(quick: boolean, withPeers: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tratta-bench-"));
  try {
    const project = join(folder, "project");
    // Progress goes to stderr, so that stdout holds the table alone.
    console.error("· Building the package");
    const tratta = await installPackage(ROOT, project);
    const peers = withPeers ? join(folder, "peers") : undefined;
    if (peers) {
      console.error("· Installing the peers into a temporary folder; --no-peers leaves them out");
      installPeers(peers);
    }
    const tables: Table[] = [];
    for (const measure of MEASUREMENTS) {
      console.error(`· Measuring ${measure.name}`);
      tables.push(await measure({ quick, root: ROOT, project, tratta, peers }));
    }
    const date = new Date().toISOString().slice(0, 10);
    const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
    console.log(`\n${date}, ${machine}${quick ? ", quick: the figures mean little" : ""}\n`);
    console.log(renderTables(tables));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
