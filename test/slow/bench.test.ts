import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tratta-bench-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bench(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const command = ["--import", "tsx", "scripts/bench.ts", ...args];
  const options = {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder, ...env },
  };
  return promisify(execFile)(process.execPath, command, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );
}

describe("npm run bench", () => {
  it("measures everything, leaves the peers out with --no-peers, and cleans up", { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await bench(["--quick", "--no-peers"]);
    expect(stderr).toContain("· Measuring cpuPerCall");
    expect(code).toBe(0);
    expect(stdout).toContain(`Node ${process.versions.node}`);
    const rows = stdout.split("\n").flatMap((line) => (line.startsWith("| ") ? [line.split("|").slice(1, -1)] : []));
    const cells = rows.slice(2).map((row) => row.map((cell) => cell.trim()));
    const titles = cells.flatMap(([title = ""]) => (title.startsWith("**") ? [title] : []));
    expect(titles).toEqual([
      expect.stringContaining("CPU per call"),
      expect.stringContaining("Bundle"),
      expect.stringContaining("Cold import"),
      expect.stringContaining("Paging 10 pages"),
      expect.stringContaining("Requests for 5,000 rows"),
      expect.stringContaining("Heap growth over 50,000 rows"),
      expect.stringContaining("Generating"),
      expect.stringContaining("Type cost"),
    ]);
    for (const row of cells.filter(([subject = ""]) => !subject.startsWith("**"))) {
      expect(row[1], row.join(" | ")).toMatch(/^[\d.,]+ (?:µs|kB|ms|requests|MB|types|s)$/);
    }
    expect(stdout).not.toMatch(/NaN|Infinity|stripe/);

    const values = new Map(cells.map(([subject, value = ""]) => [subject, Number.parseFloat(value.replace(",", ""))]));
    expect(values.get("by hand, 10 a page")).toBe(500);
    expect(values.get("paginate, defaults")).toBe(10);
    expect(values.get("tratta-client, everything")).toBeGreaterThan(3);
    expect(values.get("tratta-client, instantiations")).toBeGreaterThan(1_000);
    expect(readdirSync(folder).filter((name) => name.startsWith("tratta-bench-"))).toEqual([]);
  });

  it("exits 1, says why and names --no-peers when the registry cannot be reached", { timeout: 240_000 }, async () => {
    // Nothing listens on the discard port.
    const unreachable = {
      // As under `npm run --silent`, with which npm itself would print nothing.
      npm_config_loglevel: "silent",
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: join(folder, "empty-npm-cache"),
      npm_config_fetch_retry_mintimeout: "10",
      npm_config_fetch_retry_maxtimeout: "10",
    };
    const { code, stdout, stderr } = await bench(["--quick"], unreachable);
    expect(code).toBe(1);
    expect(stderr).toMatch(/npm install .* failed:\n.*ECONNREFUSED/s);
    expect(stderr).toContain("--no-peers");
    expect(stdout).toBe("");
    expect(readdirSync(folder).filter((name) => name.startsWith("tratta-bench-"))).toEqual([]);
  });

  it("compares the sandbox with that of another commit, and cleans up", { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await bench(["sandbox", "--quick", "--base", "HEAD", "--customers", "600"]);
    expect(stderr).toContain("· Measuring httpRequests");
    expect(code).toBe(0);
    const rows = stdout.split("\n").flatMap((line) => (line.startsWith("| ") ? [line.split("|").slice(1, -1)] : []));
    const cells = rows.slice(2).map((row) => row.map((cell) => cell.trim()));
    const titles = cells.flatMap(([title = ""]) => (title.startsWith("**") ? [title] : []));
    expect(titles).toEqual([
      expect.stringContaining("First call of a process"),
      expect.stringContaining("createSandbox() and a call"),
      expect.stringContaining("600 customers"),
      expect.stringContaining("HTTP, 8 connections"),
    ]);
    const figures = cells.filter(([subject = ""]) => !subject.startsWith("**"));
    expect(figures).toHaveLength(16);
    for (const [index, row] of figures.entries()) {
      expect(row[0]).toMatch(index % 2 === 0 ? /base [\da-f]{7}$/ : /this$/);
      expect(row[1], row.join(" | ")).toMatch(/^[\d.,]+ (?:ms|MB|requests\/s)$/);
      expect(Number(row[2])).toBeGreaterThan(0);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith("tratta-bench-"))).toEqual([]);
    const { stdout: worktrees } = await promisify(execFile)("git", ["worktree", "list", "--porcelain"], { cwd: ROOT });
    expect(worktrees).not.toContain(folder);
  });

  it.each([
    [["sandbox", "--base", "no-such-commit"], "--base must name a commit of this clone, which has no no-such-commit"],
    [["sandbox", "--base", "--help"], "--base"],
    [["sandbox", "--customers", "0"], "--customers must be a whole number from 1, not 0"],
    [["sandbox", "--no-peers"], "--no-peers goes with the client"],
    [["--base", "HEAD"], "--base and --customers with the sandbox"],
    [["client"], "Unknown argument: client"],
  ])("refuses %j and measures nothing", async (args, message) => {
    const { code, stdout, stderr } = await bench(args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(readdirSync(folder).filter((name) => name.startsWith("tratta-bench-"))).toEqual([]);
  });

  it("refuses an unknown option and shows the known ones", async () => {
    const { code, stderr } = await bench(["--fast"]);
    expect(code).toBe(1);
    expect(stderr).toContain("--fast");
    expect(stderr).toContain("--no-peers");
  });
});
