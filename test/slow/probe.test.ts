import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProbeReport } from "../../scripts/probe/run-probe.ts";
import { PROJECT, runScript, type ScriptRun } from "../support/project-copy.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tratta-probe-test-"));
  vi.stubEnv("TMPDIR", folder);
  vi.stubEnv("TRATTA_ORG_UUID", undefined);
  vi.stubEnv("TRATTA_TOKEN", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs(); // before another file in this process makes a folder in there
  rmSync(folder, { recursive: true });
});

async function probe(...args: string[]): Promise<ScriptRun & { report: ProbeReport }> {
  const json = join(folder, "report.json");
  const run = await runScript("scripts/probe.ts", ["--json", json, ...args]);
  expect(run.stderr).toBe("");
  return { ...run, report: JSON.parse(readFileSync(json, "utf8")) };
}

function contradictions({ operations }: ProbeReport): { field: string; problem: string }[] {
  return operations.flatMap(({ request, response, errorResponse }) =>
    [request, response, errorResponse].flatMap(({ contradicted }) => contradicted),
  );
}

function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("tratta-probe-"));
}

describe("npm run probe, without an account", () => {
  it("says what it needs, and finds no contradiction in the vendor's dialect of the sandbox", async () => {
    const { exitCode, stdout, report } = await probe("--dialect", "vendor", "--write");
    expect(contradictions(report)).toEqual([]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Set TRATTA_ORG_UUID and TRATTA_TOKEN");
    expect(stdout).toMatch(/calls, 0 of them failed\./);
    expect(report.operations.filter(({ path }) => path === "confirmed").length).toBeGreaterThan(25);
    expect(leftovers()).toEqual([]);
  });

  it("finds the known contradictions in the source spec's dialect, and no others", async () => {
    const { exitCode, stdout, report } = await probe("--dialect", "source", "--write");
    const found = contradictions(report).map(({ field, problem }) => `${field.split(".").at(-1)} ${problem}`);
    expect([...new Set(found)].toSorted()).toEqual([
      "balance is missing; the response has original_balance instead",
      "card_token is missing; the response has last_four instead",
      "expiration is missing; the response has expires_at instead",
      "last_page is missing; the response has total_pages instead",
      "name is missing; the response has first_name instead",
      "payment_method_details is missing; the response has payment_source instead",
      "portal_url is missing; the response has magic_link instead",
    ]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("GET /customers: response data[].name is missing; the response has first_name instead");
    expect(report.operations.filter(({ path }) => path === "contradicted")).toEqual([]);
  });
});

describe("npm run probe", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "leaves no temporary file when it is ended by %s",
    async (signal) => {
      const command = ["--import", import.meta.resolve("tsx"), join(PROJECT, "scripts/probe.ts")];
      const child = spawn(process.execPath, command, { stdio: "ignore" });
      const closed = once(child, "close");
      while (leftovers().length === 0 && child.exitCode === null) await wait(5);
      expect(leftovers()).toHaveLength(1);
      child.kill(signal);
      expect(await closed).toEqual([1, null]);
      expect(leftovers()).toEqual([]);
    },
  );

  it("prints its options, and no token that was given as an argument", async () => {
    expect((await runScript("scripts/probe.ts", ["--help"])).stdout).toContain("--environment <name>");
    const run = await runScript("scripts/probe.ts", ["12|s3cr3t"]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("TRATTA_TOKEN");
    expect(run.stderr + run.stdout).not.toContain("s3cr3t");
  });
});
