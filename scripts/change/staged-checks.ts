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

/**
 * What has to compile with a new spec: the package, and code as its users write it. Other tests are left out, since they
 * may list today's operations and schemas.
 */
const COMPILED = ["src", "test/examples", "test/types/*.test-d.ts", "test/runtimes/runtime-types.d.ts"];
/**
 * The tests that have to pass with a new spec: those of the client, as far as they reach the spec. The sandbox's own tests
 * are left out, since the sandbox may lag behind a new spec.
 */
const TESTED = ["test/*.test.ts", "test/{behaviour,examples,internal,transport}/**/*.test.ts"];
/** The module that reads the patched spec at run time: tests that do not import it cannot depend on the spec. */
const SPEC_READER = "src/sandbox/http/read-definition.ts";

const COPIED = ["openapi", "generated", "src", "scripts", "test", "package.json", "tsconfig.json", "README.md"];
const TSCONFIG = "tsconfig.staged.json";
const VITEST_CONFIG = "vitest.staged.config.ts";
const TEST_REPORT = "test-report.json";

/** How the project fares with new files in place of its own. */
export interface StagedChecks {
  /** What the compiler found, one line each. */
  typeErrors: string[];
  tests: {
    /** Test files that ran, by path from the project's root. */
    files: string[];
    passed: number;
    /** File, name and first line of the message of each test that failed. */
    failures: string[];
  };
}

/**
 * Compiles and tests a copy of the project in which some files are replaced. The project itself does not change.
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
  // Test runners report real paths, and on some machines the temporary folder is a link.
  const stage = realpathSync(mkdtempSync(join(tmpdir(), "tratta-stage-")));
  try {
    copyProject(root, stage);
    for (const [path, text] of [...files, ...configFiles()]) {
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

function configFiles(): [string, string][] {
  const tests = `{ ...config, test: { ...config.test, include: ${JSON.stringify(TESTED)} } }`;
  return [
    [TSCONFIG, JSON.stringify({ extends: "./tsconfig.json", include: COMPILED })],
    [VITEST_CONFIG, `import config from "./test/vitest.config.ts";\nexport default ${tests};\n`],
  ];
}

async function compile(stage: string, signal: AbortSignal): Promise<string[]> {
  const args = ["node_modules/typescript/bin/tsc", "-p", TSCONFIG, "--pretty", "false"];
  const { failed, output } = await runNode(args, stage, signal);
  const errors = output.split("\n").filter((line) => /^\S.*: error TS\d+: /.test(line));
  if (failed && errors.length === 0) throw new Error(`The compiler did not run. It printed:\n${output.trim()}`);
  return errors;
}

interface TestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
}

async function test(stage: string, signal: AbortSignal): Promise<StagedChecks["tests"]> {
  const options = ["--run", "--config", VITEST_CONFIG, "--reporter", "json", "--outputFile", TEST_REPORT];
  const args = ["node_modules/vitest/vitest.mjs", "related", ...options, SPEC_READER];
  const { failed, output } = await runNode(args, stage, signal);
  const { testResults } = readReport(join(stage, TEST_REPORT), output);
  const tests = testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  const failures = testResults.flatMap((file) => failuresIn(file, relative(stage, file.name)));
  if (passed === 0 && failures.length === 0) failures.push(`no client test reaches ${SPEC_READER}`);
  if (failed && failures.length === 0) failures.push(`the test run failed: ${firstLine(output.trim())}`);
  return { files: testResults.map(({ name }) => relative(stage, name)).toSorted(), passed, failures };
}

function failuresIn({ status, message, assertionResults }: TestFile, path: string): string[] {
  const failures = assertionResults.filter((result) => result.status !== "passed");
  // The file itself did not load.
  if (status === "failed" && failures.length === 0) return [`${path}: ${firstLine(message)}`];
  return failures.map((result) => {
    const reason = result.status === "failed" ? result.failureMessages?.[0] : `did not run (${result.status})`;
    return `${path}: ${result.fullName}: ${firstLine(reason ?? "failed")}`;
  });
}

function readReport(path: string, output: string): { testResults: TestFile[] } {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new Error(`The tests did not run. The test runner printed:\n${output.trim()}`);
  }
}

function runNode(args: string[], cwd: string, signal: AbortSignal): Promise<{ failed: boolean; output: string }> {
  // Inside a test run, the test runner would otherwise become a part of that run.
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
