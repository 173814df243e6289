import { type Customer, paginate, type TrattaClient } from "tratta-client";

/** All customers, or an error after a minute, whatever attempts and pauses that took; a caller may stop it earlier. */
export async function customersWithin(client: TrattaClient, stop: AbortSignal, ms = 60_000): Promise<Customer[]> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(ms)]);
  return paginate(client, "/customers", { signal }).toArray();
}
