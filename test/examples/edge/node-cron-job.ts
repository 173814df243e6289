import { createTrattaClient, paginate } from "tratta-client";

const { TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "" } = process.env;

/** Pulls yesterday's transactions (by the calendar of UTC), one JSON object a line; for a job that runs once a day. */
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const transactions = paginate(createTrattaClient({ baseUrl, token }), "/transactions", {
  query: { start_date: yesterday, end_date: yesterday },
  signal: AbortSignal.timeout(10 * 60_000),
});

let count = 0;
for await (const transaction of transactions) {
  console.log(JSON.stringify(transaction));
  count++;
}
// Only reached when every row was read: what goes wrong on the way ends the job with an error and exit code 1.
console.error(`${count} transactions of ${yesterday}`);
