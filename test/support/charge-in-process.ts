/**
 * A process of its own that calls `chargeOnce` several times at once, with one reference and a ledger on PostgreSQL.
 *
 * Arguments: the database's URL, the API's URL, the reference, the number of calls. Sends `"ready"` to its parent, starts
 * when it receives a message, and then sends the outcomes.
 */
import { once } from "node:events";
import { Pool } from "pg";
import { chargeOnce } from "../../src/charge-once.ts";
import { createTrattaClient } from "../../src/client.ts";
import { createPostgresLedger } from "../examples/postgres-ledger.ts";

const [databaseUrl, baseUrl = "", reference = "", calls] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 5 });
const ledger = createPostgresLedger(pool);
const client = createTrattaClient({ baseUrl, token: "token" });
const body = { amount: 700, debt_account_id: "account-1" };
const charge = () => chargeOnce(client, body, { reference, ledger, lookForMs: 10_000 });

await pool.query("select 1");
process.send?.("ready");
await once(process, "message");
process.send?.(await Promise.all(Array.from({ length: Number(calls) }, charge)));
await pool.end();
process.disconnect();
