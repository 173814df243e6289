import { expect, test } from "vitest";
import { createSandbox } from "../../src/sandbox/index.ts";
import { call } from "../support/sandbox-caller.ts";

test("the newest 10,000 deliveries are listed, and the others are made as well", async () => {
  let made = 0;
  const webhookFetch = (): Response => {
    made += 1;
    return new Response();
  };
  const sandbox = createSandbox({ dialect: "source", customers: 0, webhookFetch });
  await call(sandbox, "POST", "/webhooks", { url: "https://a.test/", events: ["charge.failed"] });
  for (let number = 0; number < 10_005; number += 1) sandbox.webhooks.trigger("charge.failed", number);
  await sandbox.webhooks.settled();
  expect([made, sandbox.webhooks.deliveries.length]).toEqual([10_005, 10_000]);
  expect(new Set(sandbox.webhooks.deliveries.map(({ state }) => state))).toEqual(new Set(["acknowledged"]));
});

test("when 100,000 deliveries wait, another one is listed as failed instead of filling the memory", async () => {
  const sandbox = createSandbox({ dialect: "source", customers: 0, webhookFetch: () => new Response() });
  await call(sandbox, "POST", "/webhooks", { url: "https://a.test/", events: ["charge.failed"] });
  for (let number = 0; number < 100_000; number += 1) sandbox.webhooks.trigger("charge.failed", number);
  expect(sandbox.webhooks.trigger("charge.failed", {})).toMatchObject([
    { state: "failed", attempts: 0, nextAttemptAt: undefined, lastError: "100000 deliveries were waiting already" },
  ]);
  await sandbox.close();
  await sandbox.webhooks.settled();
  expect(new Set(sandbox.webhooks.deliveries.map(({ state }) => state))).toEqual(new Set(["cancelled", "failed"]));
});
