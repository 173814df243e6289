import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf } from "../../support/sandbox-caller.ts";

const NOW = Date.parse("2025-03-01T12:00:00Z");

interface Triggered {
  sandbox: Sandbox;
  payloads: unknown[];
}

async function sandboxFor(events: string[], dialect: "vendor" | "source" = "vendor"): Promise<Triggered> {
  const payloads: unknown[] = [];
  const sandbox = createSandbox({
    dialect,
    clock: noonOf("2025-03-01"),
    async webhookFetch(request) {
      payloads.push(await request.json());
      return new Response();
    },
  });
  await call(sandbox, "POST", "/webhooks", { url: "https://a.test/", events, secret: "0123456789abcdef" });
  return { sandbox, payloads };
}

describe("an event sent by hand", () => {
  test("goes to the webhooks that are registered for it, of which the deliveries are returned", async () => {
    const { sandbox, payloads } = await sandboxFor(["ticket.update", "new.event"]);
    await call(sandbox, "POST", "/webhooks", {
      url: "https://b.test/",
      events: ["new.event"],
      secret: "0123456789abcdef",
    });
    expect(sandbox.webhooks.trigger("customer.create")).toEqual([]);
    const deliveries = sandbox.webhooks.trigger("new.event", [1, "two", null]);
    expect(deliveries).toMatchObject([
      { event: "new.event", url: "https://a.test/", state: "pending", createdAt: NOW, nextAttemptAt: NOW, attempts: 0 },
      { event: "new.event", url: "https://b.test/", state: "pending" },
    ]);
    await sandbox.webhooks.settled();
    expect(deliveries.map(({ state }) => state)).toEqual(["acknowledged", "acknowledged"]);
    expect(sandbox.webhooks.deliveries).toEqual(deliveries);
    expect(payloads).toEqual([
      [1, "two", null],
      [1, "two", null],
    ]);
  });

  test("has the newest resource of its kind when no payload is given, or nothing", async () => {
    const { sandbox, payloads } = await sandboxFor(["customer.update", "location.create", "new.event"]);
    const customer = await call(sandbox, "POST", "/customers", { name: "Ada Abbott" });
    for (const event of ["customer.update", "new.event"]) sandbox.webhooks.trigger(event);
    await sandbox.webhooks.settled();
    expect(payloads).toEqual([customer.body.data, {}]);
  });

  test.each(["charge.failed", "charge.completed", "payment_plan.completed", "payment_plan.cancelled"])(
    "has the status that its name says: %s",
    async (event) => {
      const { sandbox, payloads } = await sandboxFor([event], "source");
      sandbox.webhooks.trigger(event);
      await sandbox.webhooks.settled();
      expect(payloads).toEqual([expect.objectContaining({ id: expect.any(String), status: event.split(".")[1] })]);
    },
  );

  test("changes nothing", async () => {
    const { sandbox } = await sandboxFor(["charge.failed"]);
    const list = async (): Promise<unknown> => (await call(sandbox, "GET", "/charges")).body;
    const before = await list();
    sandbox.webhooks.trigger("charge.failed");
    await sandbox.webhooks.settled();
    expect(await list()).toEqual(before);
  });

  test.each<[event: unknown, payload: unknown, message: string]>([
    ["", {}, "event must be a name of visible ASCII characters"],
    ["two words", {}, "event must be"],
    ["a\r\nX-Evil: 1", {}, "event must be"],
    ["ä", {}, "event must be"],
    [7, {}, "event must be"],
    ["charge.failed", () => {}, "payload must be a value that JSON can hold"],
    ["charge.failed", 1n, "payload must be"],
    ["charge.failed", circular(), "payload must be"],
  ])("is refused when it cannot be sent: %j", async (event, payload, message) => {
    const { sandbox } = await sandboxFor(["charge.failed"]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may pass
    expect(() => sandbox.webhooks.trigger(event as string, payload)).toThrow(message);
    expect(sandbox.webhooks.deliveries).toEqual([]);
  });
});

function circular(): object {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  return value;
}
