import { type Customer, paginate, type TrattaClient } from "tratta-client";

/** All customers, or an error after a minute, whatever attempts and pauses that took; a caller may stop it earlier. */
export async function customersWithin(client: TrattaClient, stop: AbortSignal, ms = 60_000): Promise<Customer[]> {
  const deadline = AbortSignal.timeout(ms);
  try {
    return await paginate(client, "/customers", { signal: AbortSignal.any([stop, deadline]) }).toArray();
  } finally {
    void deadline.aborted; // held until here: Node.js 20 may forget a timeout signal that nobody else holds
  }
}
