import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";

/** How the project fares with new files in the place of its own. */
export interface StagedChecks {
  /** What the compiler found, one line each. */
  typeErrors: string[];
  tests: {
    /** Test files that were run, from the project's root. */
    files: string[];
    passed: number;
    /** Name and first line of the message of each test that failed. */
    failures: string[];
  };
}

/** Everything that takes part in compiling and testing. */
const COPIED = ["openapi", "generated", "src", "scripts", "test", "package.json", "tsconfig.json", "README.md"];
/** The one module that reads the patched spec at run time: tests that do not reach it cannot tell its content. */
const SPEC_READER = "src/sandbox/http/openapi-document.ts";

/**
 * Compiles and tests a copy of the project in which some files are replaced; the project itself is not touched.
 *
 * Everything is compiled: sources, tests, type tests and the examples that the README shows. Of the tests, those run
 * that reach the patched spec.
 *
 * @param root the project's folder
 * @param files new text by path
 * @param signal ends the work early
 */
export async function runStagedChecks(
  root: string,
  files: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<StagedChecks> {
  // On some machines the folder for temporary files is a link, and test runners report real paths.
  const stage = realpathSync(mkdtempSync(join(tmpdir(), "tratta-stage-")));
  try {
    copyProject(root, stage);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(stage, path)), { recursive: true });
      writeFileSync(join(stage, path), text);
    }
    const checks = [compile(stage, signal), test(stage, signal)] as const;
    // When one cannot run, the other still works in the folder.
    await Promise.allSettled(checks);
    const [typeErrors, tests] = await Promise.all(checks);
    return { typeErrors, tests };
  } finally {
    rmSync(stage, { recursive: true, force: true, maxRetries: 3 });
  }
}

function copyProject(root: string, stage: string): void {
  const linkModules = (from: string, to: string): boolean => {
    if (basename(from) !== "node_modules") return true;
    symlinkSync(from, to);
    return false;
  };
  for (const entry of COPIED) cpSync(join(root, entry), join(stage, entry), { recursive: true, filter: linkModules });
  symlinkSync(join(root, "node_modules"), join(stage, "node_modules"));
}

async function compile(stage: string, signal: AbortSignal): Promise<string[]> {
  const args = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--pretty", "false"];
  const { failed, output } = await runNode(args, stage, signal);
  const errors = output.split("\n").filter((line) => /^\S.*: error TS\d+: /.test(line));
  if (failed && errors.length === 0) throw new Error(`The compiler did not run. It said:\n${output.trim()}`);
  return errors;
}

interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
}

async function test(stage: string, signal: AbortSignal): Promise<StagedChecks["tests"]> {
  const reportPath = join(stage, "test-report.json");
  // Without isolation the validators of the spec are compiled once, not in each of thirty files: half the time.
  const options = ["--run", "--config", "test/vitest.config.ts", "--no-isolate"];
  options.push("--reporter", "json", "--outputFile", reportPath);
  const { failed, output } = await runNode(
    ["node_modules/vitest/vitest.mjs", "related", ...options, SPEC_READER],
    stage,
    signal,
  );
  const { testResults } = readReport(reportPath, output);
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(stage, name);
    const inTests = assertionResults
      .filter((result) => result.status !== "passed")
      .map((result) => {
        const reason = result.status === "failed" ? result.failureMessages?.[0] : `was not run (${result.status})`;
        return `${file}: ${result.fullName}: ${firstLine(reason ?? "failed")}`;
      });
    return status === "failed" && inTests.length === 0 ? [`${file}: ${firstLine(message)}`] : inTests;
  });
  const passed = testResults.flatMap((result) => result.assertionResults).filter(({ status }) => status === "passed");
  if (passed.length === 0 && failures.length === 0) failures.push(`no test reaches ${SPEC_READER}: correct its path`);
  if (failed && failures.length === 0) failures.push(`the test run failed: ${firstLine(output.trim())}`);
  return { files: testResults.map(({ name }) => relative(stage, name)).toSorted(), passed: passed.length, failures };
}

function readReport(path: string, output: string): VitestReport {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`The tests did not run. The test runner said:\n${output.trim()}`);
  }
}

function runNode(args: string[], cwd: string, signal: AbortSignal): Promise<{ failed: boolean; output: string }> {
  // Started from inside a test, the run would take itself for a part of that one.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV$)/.test(name)),
  );
  const options = { cwd, env: environment, signal, timeout: 300_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason);
      else resolve({ failed: error !== null, output: `${stdout}\n${stderr}` });
    });
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
