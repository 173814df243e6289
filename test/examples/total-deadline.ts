import { type Customer, paginate, type TrattaClient } from "tratta-client";

/** All customers, or an error after a minute, retries and pauses included. The caller may stop it earlier. */
export async function customersWithin(client: TrattaClient, stop: AbortSignal, ms = 60_000): Promise<Customer[]> {
  const deadline = AbortSignal.timeout(ms);
  try {
    const signal = AbortSignal.any([stop, deadline]);
    // Without `verify`, customers may be missing when the list changes meanwhile.
    return await paginate(client, "/customers", { signal, verify: true }).toArray();
  } finally {
    void deadline.aborted; // keeps the signal in memory: Node.js 20 may collect a timeout signal before it fires
  }
}
