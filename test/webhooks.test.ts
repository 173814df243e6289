import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signWebhook, TrattaWebhookError, verifyWebhook } from "../src/webhooks.ts";

const SECRET = "a secret of the tests";
const signed = await signWebhook({
  event: "charge.created",
  payload: { amount: 700 },
  secret: SECRET,
  webhookId: "w1",
});
const toRequest = (init: { headers: Record<string, string>; body: string }): Request =>
  new Request("https://example.test/webhooks", { method: "POST", ...init });

describe("signWebhook", () => {
  it("signs the body as node:crypto does, in hex", () => {
    expect(signed.body).toBe('{"amount":700}');
    expect(signed.headers).toEqual({
      "Content-Type": "application/json",
      "X-Tratta-Event-Name": "charge.created",
      "X-Tratta-Webhook-ID": "w1",
      "X-Tratta-Signature-256": createHmac("sha256", SECRET).update(signed.body).digest("hex"),
    });
  });
});

describe("verifyWebhook", () => {
  it("returns event, webhook id, payload and key of what signWebhook signed", async () => {
    expect(await verifyWebhook(toRequest(signed), { secret: SECRET })).toEqual({
      event: "charge.created",
      webhookId: "w1",
      payload: { amount: 700 },
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("takes what Node.js has of a request", async () => {
    const headers = Object.fromEntries(
      Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const body = Buffer.from(signed.body);
    const expected = await verifyWebhook(toRequest(signed), { secret: SECRET });
    expect(await verifyWebhook({ headers, body }, { secret: SECRET })).toEqual(expected);
  });

  it("refuses another body", async () => {
    const error: unknown = await verifyWebhook({ ...signed, body: '{"amount":701}' }, { secret: SECRET }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TrattaWebhookError);
    expect(error).toMatchObject({
      code: "TrattaWebhookError",
      outcome: "rejected",
      status: 401,
      reason: "wrong_signature",
    });
  });
});
