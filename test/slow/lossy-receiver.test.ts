import { expect, it } from "vitest";
import { deliverToLossyReceiver } from "../support/lossy-receiver.ts";

it("acknowledges each of 10,000 events once, or lists it as failed, with a receiver that fails at random, in flat memory", async () => {
  const { acknowledged, failed, heapGrowth } = await deliverToLossyReceiver(10_000);
  // 0.3 to the power of 4 is 0.8 percent.
  expect(failed).toBeGreaterThan(40);
  expect(failed).toBeLessThan(140);
  expect(acknowledged + failed).toBe(10_000);
  // Of the last 4,000 events, with 40 MB of payload, there is a line in the list each, and one in the notes of this test.
  expect(heapGrowth).toBeLessThan(5_000_000);
});
