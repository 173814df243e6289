import { expect, test } from "vitest";
import { deliverToLossyReceiver } from "../../support/lossy-receiver.ts";

test("each of 500 events is acknowledged once, or listed as failed after four attempts, by a receiver that fails at random", async () => {
  const { acknowledged, failed, attempts } = await deliverToLossyReceiver(500);
  expect(acknowledged).toBeGreaterThan(450);
  expect(failed).toBeGreaterThan(0);
  expect(attempts).toBeGreaterThan(600);
});
