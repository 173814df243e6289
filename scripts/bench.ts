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
import { createAndCall, firstCall, httpRequests, manyCustomers } from "./bench/sandbox.ts";
import { buildCommit, buildWorkingTree } from "./bench/sandbox-builds.ts";
import { renderTables, type Table } from "./bench/table.ts";
import { typeCost } from "./bench/type-cost.ts";

const USAGE = `Usage: npm run bench [-- <options>]
       npm run bench -- sandbox [<options>]

Measures the client against openapi-fetch and, installed on demand into a temporary folder, against ky, stripe, openai
and @octokit/core; or the sandbox against that of another commit, which is built in a temporary folder. Ratios are taken
within one run; absolute figures depend on the machine.

Options:
  --quick          tiny settings: shows that everything runs, the figures mean little
  --help           show this text
of the client:
  --no-peers       install nothing; leave the peers out
of the sandbox:
  --base <commit>  what the files as they are now are compared with; by default the parent of the latest commit
  --customers <n>  how many a large sandbox has; by default 100,000, or 1,000 with --quick

Exit code: 0 when everything was measured, whether or not the goals were reached; 1 otherwise.`;

const SANDBOX_MEASUREMENTS = [firstCall, createAndCall, manyCustomers, httpRequests];
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
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: flag, "no-peers": flag, help: flag, base: { type: "string" }, customers: { type: "string" } },
  });
  const { quick, base, customers } = values;
  const [subject, ...others] = positionals;
  if (others.length > 0 || (subject ?? "sandbox") !== "sandbox") {
    throw new Error(`Unknown argument: ${others[0] ?? subject}; only sandbox may stand there.`);
  }
  const isSandbox = subject === "sandbox";
  if (isSandbox ? values["no-peers"] : (base ?? customers) !== undefined) {
    throw new Error("--no-peers goes with the client, --base and --customers with the sandbox.");
  }
  if (values.help) console.log(USAGE);
  else if (isSandbox) await benchSandbox(quick, base ?? "HEAD^", readCount(customers ?? (quick ? "1000" : "100000")));
  else await bench(quick, !values["no-peers"]);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`--customers must be a whole number from 1, not ${text}.`);
  return Number(text);
}

async function benchSandbox(quick: boolean, base: string, customers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tratta-bench-"));
  try {
    console.error(`· Building the package of ${base}`);
    const { remove, ...old } = buildCommit(ROOT, base, join(folder, "base"));
    try {
      console.error("· Building the package");
      const builds = [old, buildWorkingTree(ROOT, join(folder, "this"))];
      const tables: Table[] = [];
      for (const measure of SANDBOX_MEASUREMENTS) {
        console.error(`· Measuring ${measure.name}`);
        tables.push(await measure({ quick, builds, customers }));
      }
      print(tables, quick);
    } finally {
      remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
    print(tables, quick);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(tables: readonly Table[], quick: boolean): void {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
  console.log(`\n${date}, ${machine}${quick ? ", quick: the figures mean little" : ""}\n`);
  console.log(renderTables(tables));
}
