import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { renderProbe } from "../../scripts/probe/render-probe.ts";
import { runDrift } from "../../scripts/probe/run-drift.ts";
import { runProbe, type ProbeReport } from "../../scripts/probe/run-probe.ts";
import type { JsonObject } from "../../scripts/spec/json-value.ts";
import { html, json, reset, silent, startFaultServer, type FaultServer } from "../support/fault-server.ts";
import { respondAsApi } from "../support/respond-as-api.ts";

const document: JsonObject = parse(readFileSync(new URL("../../generated/openapi.yaml", import.meta.url), "utf8"));
const token = "12|s3cr3tT0ken";
const TOKEN_OF_LETTERS = "sEcretTokenOfLetters";
const PERSON = {
  name: "Ada Byron",
  email: "ada@mail.example",
  phone: "+1 555 010 4477",
  account_number: "4111111111111111",
};
const RESOURCE = { id: "Ada-1", ...PERSON };
const SECRETS = [...Object.values(PERSON), token, "Ada", "4477", "4111", "s3cr3t"];

let server: FaultServer;
let temporary: string;
beforeEach(async () => {
  temporary = mkdtempSync(join(tmpdir(), "tratta-probe-test-"));
  vi.stubEnv("TMPDIR", temporary);
  server = await startFaultServer(respondAsApi(RESOURCE));
});
afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs(); // before another file in this process makes a folder in there
  rmSync(temporary, { recursive: true });
});

function probe(options: { write?: boolean; environment?: "sandbox" | "production" } = {}): Promise<ProbeReport> {
  const { write = false, environment = "sandbox" } = options;
  const target = { name: "a server", baseUrl: server.url, token, environment, timeoutMs: 500 };
  return runProbe(target, document, write);
}

describe("runProbe", () => {
  it("refuses to write to production before anything is sent", async () => {
    await expect(probe({ write: true, environment: "production" })).rejects.toThrow("refused for production");
    expect(server.requests).toEqual([]);
  });

  it("reports the failure of each call and goes on with the others", async () => {
    server.answer = respondAsApi(RESOURCE, {
      "GET /customers": json(401, { error: "Ada" }),
      "GET /charges": json(429, { error: "slow down" }, { "Retry-After": "0" }),
      "GET /transactions": html(200),
      "GET /tickets": silent,
      "GET /payment_plans": json(404, { error: "Not found" }),
    });
    const report = await probe();
    const failures = report.operations.flatMap(({ operation, path, failures: own }) =>
      own.map((failure) => [operation, path, failure]),
    );
    expect(failures).toEqual([
      ["GET /customers", "failed", "HTTP 401"],
      ["GET /payment_plans", "contradicted", "HTTP 404"],
      ["GET /charges", "failed", "HTTP 429"],
      ["GET /transactions", "failed", "HTTP 200, but the body is not JSON of at most 1 MB"],
      ["GET /tickets", "failed", expect.stringContaining("500 ms")],
    ]);
    const text = renderProbe(report);
    expect(text).toContain("5 of them failed.");
    expect(text).toContain("\n  GET /charges: HTTP 429\n");
    expect(text).toContain("GET /payment_plans: the path does not exist");
    expect(report.exitCode).toBe(2);
  });

  it("exits with 3 when no call succeeds, since that contradicts nothing", async () => {
    server.answer = json(401, { error: "unauthenticated", errorCode: "unauthorized" });
    const report = await probe();
    expect(report.exitCode).toBe(3);
    expect(report.calls.every(({ failure }) => failure === "HTTP 401")).toBe(true);
  });

  it("reports why each call failed when there is no response at all, which redocly drift would refuse to compare", async () => {
    server.answer = reset;
    const { exitCode, calls, operations } = await probe();
    expect(exitCode).toBe(3);
    expect(calls.map(({ failure }) => failure)).toEqual(calls.map(() => expect.stringContaining("no response")));
    expect(operations.length).toBeGreaterThan(40);
  });

  it("shows no token that a server uses as the name of a field", async () => {
    const row = { id: "1", [TOKEN_OF_LETTERS.toLowerCase()]: 1, [`x_${TOKEN_OF_LETTERS}`]: 1 };
    server.answer = respondAsApi(RESOURCE, { "GET /customers": json(200, { data: [row] }) });
    const report = await runProbe({ name: "a server", baseUrl: server.url, token: TOKEN_OF_LETTERS }, document);
    expect(report.exitCode).toBe(2);
    expect((renderProbe(report) + JSON.stringify(report)).toLowerCase()).not.toContain(TOKEN_OF_LETTERS.toLowerCase());
  });

  it("reports undocumented fields by name, and no value, id or token, and leaves no temporary file", async () => {
    const row = { id: PERSON.email, ...PERSON, new_field: PERSON.name, [PERSON.name]: 1, status: PERSON.name };
    server.answer = respondAsApi(RESOURCE, { "GET /customers": json(200, { data: [row] }) });
    const report = await probe();
    const customers = report.operations.find(({ operation }) => operation === "GET /customers");
    expect(customers?.response.contradicted).toEqual(
      expect.arrayContaining([
        { field: "data[].new_field", problem: "is not in the document" },
        { field: "data[].xxx xxxxx", problem: "is not in the document" },
        { field: "data[].status", problem: "must be equal to one of the allowed values" },
      ]),
    );
    const output = renderProbe(report) + JSON.stringify(report);
    for (const secret of SECRETS) expect(output).not.toContain(secret);
    expect(readdirSync(temporary)).toEqual([]);
    expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("leaves no temporary file when the comparison fails", async () => {
    await expect(runDrift({}, { openapi: "3.0.3" })).rejects.toThrow("redocly drift did not compare the recording");
    expect(readdirSync(temporary)).toEqual([]);
  });
});
