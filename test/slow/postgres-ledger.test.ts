import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chargeOnce, type ChargeOutcome } from "../../src/charge-once.ts";
import type { ChargeLedger } from "../../src/charges/charge-ledger.ts";
import { createTrattaClient } from "../../src/client.ts";
import { CREATE_TABLE, createPostgresLedger } from "../examples/postgres-ledger.ts";
import { type Answer, type FaultServer, json, silent, startFaultServer } from "../support/fault-server.ts";
import { itKeepsTheContract } from "../support/ledger-contract.ts";
import { cutPage } from "../support/list-server.ts";
import { assertChargedOnce } from "../support/random-charges.ts";
import { type Postgres, startPostgres } from "../support/start-postgres.ts";

let postgres: Postgres;
let pool: Pool;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url, max: 20 });
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

async function createEmptyLedger(): Promise<ChargeLedger> {
  await pool.query("drop table if exists charge_ledger");
  await pool.query(CREATE_TABLE);
  return createPostgresLedger(pool);
}

describe("a ledger on PostgreSQL", () => {
  itKeepsTheContract(createEmptyLedger);

  it("charges none of 500 references twice, and reports nothing untrue, when everything fails at random", async () => {
    const counts = await assertChargedOnce(500, createEmptyLedger);
    for (const kind of ["response", "ledger", "not_charged", "unknown"]) expect(counts[kind]).toBeGreaterThan(0);
  });

  it("passes on what the database fails by", async () => {
    const elsewhere = new Pool({ connectionString: `${postgres.url}_of_another_name` });
    const ledger = createPostgresLedger(elsewhere);
    await expect(ledger.claim("r", { amount: 1, fingerprint: "f" })).rejects.toThrow(/does not exist/);
    await expect(ledger.settle("r", { outcome: "unknown" })).rejects.toThrow(/does not exist/);
    const charge = { id: "1" };
    await expect(ledger.settle("r", { outcome: "charged", charge, via: "response" })).rejects.toThrow(/does not exist/);
    await elsewhere.end();
  });
});

describe("processes that share a ledger on PostgreSQL", () => {
  let server: FaultServer;
  let processes: ChildProcess[] = [];

  beforeEach(createEmptyLedger);
  afterEach(async () => {
    for (const child of processes) child.kill("SIGKILL");
    processes = [];
    await server.close();
  });

  /** Lists the charge once it was posted; `respond` is how POST ends. */
  async function startServer(respond: (charge: object) => Answer): Promise<void> {
    const charges: object[] = [];
    server = await startFaultServer((response, request) => {
      if (request.method === "GET") return json(200, cutPage(charges, 1, 500))(response, request);
      const created_at = new Date().toISOString();
      const charge = { ...(JSON.parse(request.body) as object), id: `charge-${charges.length + 1}`, created_at };
      charges.push(charge);
      return respond(charge)(response, request);
    });
  }
  const posts = (): number => server.requests.filter(({ method }) => method === "POST").length;

  async function startProcess(calls: number): Promise<ChildProcess> {
    const script = new URL("../support/charge-in-process.ts", import.meta.url);
    const parameters = [postgres.url, server.url, "invoice-1", String(calls)];
    const child = fork(script, parameters, { execArgv: ["--import", "tsx"] });
    processes.push(child);
    await once(child, "message");
    return child;
  }
  const chargeHere = (): Promise<ChargeOutcome> =>
    chargeOnce(
      createTrattaClient({ baseUrl: server.url, token: "token" }),
      { amount: 700, debt_account_id: "account-1" },
      { reference: "invoice-1", ledger: createPostgresLedger(pool), lookForMs: 30_000 },
    );

  it("send one POST when five of them charge a reference, ten times each, at once", async () => {
    await startServer((charge) => json(201, { data: charge }));
    const children = await Promise.all(Array.from({ length: 5 }, () => startProcess(10)));
    const messages = children.map((child) => once(child, "message"));
    for (const child of children) child.send("start");
    const outcomes = (await Promise.all(messages)).flatMap(([sent]) => sent as ChargeOutcome[]);
    expect(outcomes).toHaveLength(50);
    expect(outcomes.filter(({ outcome }) => outcome === "not_charged")).toEqual([]);
    expect(outcomes.filter((each) => each.outcome === "charged" && each.via === "response")).toHaveLength(1);
    expect(await chargeHere()).toMatchObject({ outcome: "charged", charge: { id: "charge-1" }, via: "ledger" });
    expect(posts()).toBe(1);
  });

  it("look for the charge that one of them was killed over, and never send it again", async () => {
    await startServer(() => silent);
    const child = await startProcess(1);
    child.send("start");
    await expect.poll(posts, { timeout: 60_000 }).toBe(1);
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    expect(await chargeHere()).toMatchObject({ outcome: "charged", charge: { id: "charge-1" }, via: "lookup" });
    expect(await chargeHere()).toMatchObject({ outcome: "charged", charge: { id: "charge-1" }, via: "ledger" });
    expect(posts()).toBe(1);
  });
});
