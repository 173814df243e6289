import { expect, test } from "vitest";
import { deliverToLossyReceiver } from "../../support/lossy-receiver.ts";

test("each of 150 events is acknowledged once, or listed as failed after four attempts, by a receiver that fails at random", async () => {
  const { acknowledged, failed, attempts } = await deliverToLossyReceiver(150);
  expect(acknowledged).toBeGreaterThan(135);
  expect(acknowledged + failed).toBe(150);
  expect(attempts).toBeGreaterThan(180);
});
