import { createTrattaClient, paginate } from "tratta-client";

const { TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = process.env;

/**
 * Prints yesterday's transactions (UTC), one JSON object a line; for a job that runs once a day. Use the output only when the
 * exit code is 0: `verify` reads the list again after its last row, and throws when it changed meanwhile.
 */
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const transactions = paginate(createTrattaClient({ baseUrl, token }), "/transactions", {
  query: { start_date: `${yesterday} 00:00:00`, end_date: `${yesterday} 23:59:59` }, // only both bounds together work
  verify: true,
  signal: AbortSignal.timeout(10 * 60_000),
});

let count = 0;
for await (const transaction of transactions) {
  console.log(JSON.stringify(transaction));
  count++;
}
// Reached when both passes gave the same rows. Any error ends the job with exit code 1.
console.error(`${count} transactions of ${yesterday}`);
