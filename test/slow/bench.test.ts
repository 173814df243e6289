import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Measurement } from "../../scripts/bench/measurement.ts";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tratta-bench-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function bench(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const command = ["--import", "tsx", "scripts/bench.ts", ...args];
  const options = {
    cwd: new URL("../..", import.meta.url).pathname,
    env: { ...process.env, TMPDIR: folder, ...env },
  };
  return promisify(execFile)(process.execPath, command, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );
}

describe("npm run bench", () => {
  it("measures everything, leaves the peers out with --no-peers, and cleans up", { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await bench(["--quick", "--no-peers", "--json"]);
    expect(stderr).toContain("· CPU per call");
    expect(code).toBe(0);
    const { machine, measurements } = JSON.parse(stdout) as {
      machine: string;
      measurements: Record<string, Measurement>;
    };
    expect(machine).toContain(`Node ${process.versions.node}`);
    expect(Object.keys(measurements)).toEqual([
      "cpuPerCall",
      "bundleSizes",
      "importTime",
      "pagingTime",
      "pagingRequests",
      "pagingMemory",
      "generateTime",
      "typeCost",
    ]);
    for (const { title, results } of Object.values(measurements)) {
      for (const { subject, value, note } of results) {
        if (note?.includes("--no-peers")) expect(value, subject).toBeUndefined();
        else expect(value, `${title}: ${subject}`).toSatisfy((figure: unknown) => Number.isFinite(figure));
      }
    }

    const value = (name: string, subject: string): number =>
      measurements[name]?.results.find((result) => result.subject === subject)?.value ?? Number.NaN;
    expect(value("pagingRequests", "by hand, 10 a page")).toBe(500);
    expect(value("pagingRequests", "paginate, defaults")).toBe(10);
    expect(value("cpuPerCall", "tratta-client")).toBeGreaterThan(0);
    expect(value("bundleSizes", "tratta-client, everything")).toBeGreaterThan(value("bundleSizes", "openapi-fetch"));
    expect(value("typeCost", "tratta-client, instantiations")).toBeGreaterThan(1_000);
    expect(readdirSync(folder).filter((name) => name.startsWith("tratta-bench-"))).toEqual([]);
  });

  it("exits 1 and says which rows are empty when the registry cannot be reached", { timeout: 240_000 }, async () => {
    // Nothing listens on the discard port.
    const unreachable = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: join(folder, "empty-npm-cache"),
      npm_config_fetch_retry_mintimeout: "10",
      npm_config_fetch_retry_maxtimeout: "10",
    };
    const { code, stdout, stderr } = await bench(["--quick"], unreachable);
    expect(code).toBe(1);
    expect(stderr).toContain("The peers could not be installed");
    expect(stdout).toMatch(/\| stripe +\| not measured .*could not be installed/);
    expect(stdout).toMatch(/\| tratta-client +\| [\d.,]+ µs/);
  });

  it("refuses an unknown option and shows the known ones", async () => {
    const { code, stderr } = await bench(["--fast"]);
    expect(code).toBe(1);
    expect(stderr).toContain("--fast");
    expect(stderr).toContain("--no-peers");
  });
});
