import { expect, test } from "vitest";
import { deliverToLossyReceiver } from "../../support/lossy-receiver.ts";
import { runs } from "../../support/runs.ts";

const EVENTS = runs(10_000, 100);

test(`each of ${EVENTS} events is acknowledged once, or listed as failed after four attempts, by a receiver that fails at random`, async () => {
  const { acknowledged, failed, attempts, heapGrowth } = await deliverToLossyReceiver(EVENTS);
  expect(acknowledged + failed).toBe(EVENTS);
  // 0.3 to the power of 4 is 0.8 percent.
  expect(failed).toBeLessThan(10 + 0.013 * EVENTS);
  expect(attempts).toBeGreaterThan(1.2 * EVENTS);
  if (EVENTS < 10_000) return;
  expect(failed).toBeGreaterThan(40);
  // Of the last 4,000 events, with 40 MB of payload, there is a line in the list each, and one in the notes of this test.
  expect(heapGrowth).toBeLessThan(5_000_000);
});
