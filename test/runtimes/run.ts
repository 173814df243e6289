/**
 * Runs the portable suite and the edge examples in every runtime, against the packed and installed package.
 * `--only deno,bun` runs some of them. Exits 1 on any failure, and under CI=true also when a runtime is missing.
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { bundle } from "./bundle.ts";
import { installPackage } from "./install-package.ts";
import { failuresOf, formatResults, type RuntimeResult } from "./results-table.ts";
import { runExamples } from "./run-examples.ts";
import { runSuiteIn } from "./run-suite.ts";
import { RUNTIMES, type Runtime } from "./runtimes.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const runtimes = chooseRuntimes();
const folder = mkdtempSync(join(tmpdir(), "tratta-client-runtimes-"));
// The terminal interrupts the runtime under way as well.
process.once("SIGINT", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(130);
});
try {
  process.exitCode = await main();
} catch (error) {
  console.error(`✘ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<number> {
  console.log("Packing and installing the package …");
  await installPackage(folder);
  console.log("Bundling the suite …");
  await compileSuite();

  const sandboxModule = createRequire(join(folder, "package.json")).resolve("tratta-client/sandbox");
  const { createSandbox }: typeof import("tratta-client/sandbox") = await import(pathToFileURL(sandboxModule).href);

  const results: RuntimeResult[] = [];
  for (const runtime of runtimes) {
    const begun = Date.now();
    let checks = 0;
    const result = await runSuiteIn(runtime, folder, createSandbox, (check) => {
      showProgress(`${runtime.name}: ${++checks} ${check}`);
    });
    results.push(result);
    const seconds = ((Date.now() - begun) / 1_000).toFixed(1);
    const bad = failuresOf([result], []).length;
    showProgress("");
    console.log(
      result.missing
        ? `${runtime.name}: missing`
        : `${runtime.name} ${result.version}: ${checks} checks, ${bad} failures, ${seconds} s`,
    );
  }
  console.log("Running the examples …");
  const examples = await runExamples(folder, createSandbox, runtimes);

  console.log(`\n${formatResults(results, examples)}\n`);
  return conclude(results, failuresOf(results, examples).length);
}

/** Compiles the suite to one script, and the adapters that run inside a runtime, without bundling them. */
async function compileSuite(): Promise<void> {
  try {
    await bundle(folder, { entryPoints: [here("suite/index.ts")], outfile: join(folder, "suite.js"), format: "iife" });
  } catch (error) {
    throw new Error(`The package does not bundle for runtimes other than Node: ${String(error)}`, { cause: error });
  }
  const adapters = ["node", "deno", "bun", "workerd"].map((name) => here(`adapters/${name}.ts`));
  await build({ entryPoints: adapters, outdir: folder, format: "esm", tsconfigRaw: "{}", logLevel: "warning" });
  copyFileSync(here("adapters/workerd.capnp"), join(folder, "workerd.capnp"));
}

function conclude(results: readonly RuntimeResult[], failures: number): number {
  const missing = results.filter((result) => result.missing).map(({ runtime }) => runtime);
  if (missing.length > 0) {
    console.log(`Missing: ${missing.join(", ")}. Install with \`npm ci --prefix test/runtimes\`, Chromium apart.`);
  }
  const checks = results.flatMap((result) => result.checks);
  const passed = checks.filter(({ outcome }) => outcome === "passed").length;
  console.log(
    `${passed} of ${checks.length} checks passed in ${results.length - missing.length} runtimes, ${failures} failures.`,
  );
  return passed === 0 || failures > 0 || (missing.length > 0 && process.env["CI"] === "true") ? 1 : 0;
}

function chooseRuntimes(): readonly Runtime[] {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const wanted = values.only?.split(",").map(keyOf);
  const unknown = wanted?.filter((key) => !RUNTIMES.some(({ name }) => keyOf(name) === key)) ?? [];
  if (unknown.length > 0) {
    console.error(`--only takes names out of ${RUNTIMES.map(({ name }) => name).join(", ")}, separated by commas`);
    process.exit(1);
  }
  return RUNTIMES.filter(({ name }) => wanted?.includes(keyOf(name)) ?? true);
}

/** Shows what is going on, where somebody is looking. */
function showProgress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001B[K${text.slice(0, process.stdout.columns - 1)}`);
}
