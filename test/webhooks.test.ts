import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TrattaRequestError } from "../src/errors.ts";
import {
  type IncomingWebhook,
  signWebhook,
  TrattaWebhookError,
  verifyWebhook,
  type VerifyWebhookOptions,
} from "../src/webhooks.ts";

const SECRET = "a secret of the tests";
const SIGNATURE = "X-Tratta-Signature-256";
const BODY = '{"amount":700}';
const options: VerifyWebhookOptions = { secret: SECRET };

const mac = (body: string | Uint8Array, secret = SECRET): Buffer => createHmac("sha256", secret).update(body).digest();

/** A signed webhook, with other headers where the test is about them. */
function webhook(body: string | Uint8Array, headers: Record<string, string | string[] | undefined> = {}) {
  return { headers: { [SIGNATURE]: mac(body).toString("hex"), ...headers }, body };
}

async function refusalOf(request: IncomingWebhook, given = options): Promise<[reason: string, status: number]> {
  const error: unknown = await verifyWebhook(request, given).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrattaWebhookError);
  const { reason, status, code, outcome } = error as TrattaWebhookError;
  expect([code, outcome]).toEqual(["TrattaWebhookError", "rejected"]);
  return [reason, status];
}

async function fieldOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrattaRequestError);
  return (error as TrattaRequestError).field;
}

describe("signWebhook", () => {
  const toSign = { event: "charge.created", payload: { amount: 700 }, secret: SECRET };

  it("signs the JSON of the payload as node:crypto does, in hex", async () => {
    const signed = await signWebhook({ ...toSign, webhookId: "w1" });
    expect(signed).toEqual({
      headers: {
        "Content-Type": "application/json",
        "X-Tratta-Event-Name": "charge.created",
        "X-Tratta-Webhook-ID": "w1",
        [SIGNATURE]: mac(BODY).toString("hex"),
      },
      body: BODY,
    });
    expect(Object.keys((await signWebhook(toSign)).headers)).not.toContain("X-Tratta-Webhook-ID");
  });

  it("gives what verifyWebhook takes, as it is and as a Request", async () => {
    const signed = await signWebhook({ ...toSign, webhookId: "w1" });
    const event = await verifyWebhook(signed, options);
    expect(event).toEqual({
      event: "charge.created",
      webhookId: "w1",
      payload: { amount: 700 },
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const request = new Request("https://example.test/", { method: "POST", ...signed });
    expect(await verifyWebhook(request, options)).toEqual(event);
  });

  it.each([
    ["secret", { secret: "fifteen letters" }],
    ["event", { event: "a\r\nX-Tratta-Signature-256: b" }],
    ["event", { event: 7 as never }],
    ["webhookId", { webhookId: "ü" }],
    ["payload", { payload: undefined }],
    ["payload", { payload: 1n }],
    ["webhookID", { webhookID: "w1" }],
  ])("refuses a bad %s", async (field, bad) => {
    expect(await fieldOf(signWebhook({ ...toSign, ...bad }))).toBe(field);
  });
});

describe("the signature", () => {
  // Bytes whose base64 has both of the characters that base64url writes otherwise.
  const body = Array.from({ length: 1_000 }, (_, i) => String(i)).find((text) =>
    /(?=.*\+).*\//.test(mac(text).toString("base64")),
  ) as string;
  const bytes = mac(body);
  const base64 = bytes.toString("base64");
  const base64url = bytes.toString("base64url");

  it.each([
    ["hex digits", bytes.toString("hex")],
    ["capital hex digits", bytes.toString("hex").toUpperCase()],
    ["base64", base64],
    ["base64url", base64url],
    ["padded base64url", `${base64url}=`],
  ])("is accepted as %s, with or without sha256=", async (_, value) => {
    for (const header of [value, `sha256=${value}`]) {
      expect(await verifyWebhook(webhook(body, { [SIGNATURE]: header }), options)).toMatchObject({
        payload: Number(body),
      });
    }
  });

  /** The next digit has the same four bits, and others where there must be zeros. */
  const notCanonical = (value: string): string => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return value.slice(0, 42) + digits[digits.indexOf(value.charAt(42)) + 1] + value.slice(43);
  };

  it("decodes to the same bytes from base64 that is not canonical, which is why that is refused", () => {
    expect(notCanonical(base64)).not.toBe(base64);
    expect(Buffer.from(notCanonical(base64), "base64")).toEqual(bytes);
  });

  it.each([
    ["base64 that is not canonical", notCanonical(base64)],
    ["base64url that is not canonical", notCanonical(base64url)],
    ["base64 without padding", base64.slice(0, 43)],
    ["base64 padded twice", `${base64}=`],
    ["base64 in both alphabets", base64.replace("+", "-")],
    ["base64 of 31 bytes", bytes.subarray(1).toString("base64")],
    ["base64 of 33 bytes", Buffer.concat([bytes, bytes.subarray(0, 1)]).toString("base64")],
    ["base64 of the hex digits", Buffer.from(bytes.toString("hex")).toString("base64")],
    ["63 hex digits", bytes.toString("hex").slice(1)],
    ["65 hex digits", `${bytes.toString("hex")}0`],
    ["a letter among hex digits", bytes.toString("hex").replace(/.$/, "g")],
    ["a space before it", ` ${bytes.toString("hex")}`],
    ["a line break after it", `${bytes.toString("hex")}\n`],
    ["a line break after base64", `${base64}\n`],
    ["the prefix of another hash", `sha1=${bytes.toString("hex")}`],
    ["a capital prefix", `SHA256=${bytes.toString("hex")}`],
    ["the prefix twice", `sha256=sha256=${bytes.toString("hex")}`],
    ["the prefix alone", "sha256="],
    ["two signatures", `${bytes.toString("hex")}, ${bytes.toString("hex")}`],
    ["two signatures without a space", `${base64},${base64}`],
    ["a list of parameters", `t=1,v1=${bytes.toString("hex")}`],
    ["digits of another script", bytes.toString("hex").replace(/\d/, "１")],
  ])("is malformed as %s", async (_, value) => {
    expect(await refusalOf(webhook(body, { [SIGNATURE]: value }))).toEqual(["malformed_signature", 400]);
  });

  it.each([
    ["another secret", mac(body, "another secret of the tests").toString("hex")],
    ["another body", mac(`${body} `).toString("hex")],
    ["zeros", "0".repeat(64)],
    ["SHA-256 without a secret", sha256(body)],
    ["SHA-256 of secret and body", sha256(SECRET + body)],
    ["HMAC-SHA512 cut to 32 bytes", createHmac("sha512", SECRET).update(body).digest().subarray(0, 32).toString("hex")],
    ["HMAC with the hex digits of the secret", mac(body, Buffer.from(SECRET).toString("hex")).toString("hex")],
  ])("is wrong when it is of %s", async (_, value) => {
    expect(await refusalOf(webhook(body, { [SIGNATURE]: value }))).toEqual(["wrong_signature", 401]);
  });

  it("is not accepted for the same JSON written in another way", async () => {
    const { headers } = webhook('{"a":1}');
    expect(await refusalOf({ headers, body: '{"a": 1}' })).toEqual(["wrong_signature", 401]);
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("headers", () => {
  const hex = mac(BODY).toString("hex");

  it.each(["X-Tratta-Signature-256", "x-tratta-signature-256", "X-TRATTA-SIGNATURE-256"])(
    "are found in a record as %s",
    async (name) => {
      expect(await verifyWebhook({ headers: { [name]: hex }, body: BODY }, options)).toMatchObject({ event: "" });
    },
  );

  it("are taken from lists of one, as some servers give them", async () => {
    const headers = { [SIGNATURE]: [hex], "X-Tratta-Event-Name": ["ticket.create"] };
    expect(await verifyWebhook({ headers, body: BODY }, options)).toMatchObject({ event: "ticket.create" });
  });

  it.each<[string, IncomingWebhook["headers"]]>([
    ["an empty record", {}],
    ["undefined", { [SIGNATURE]: undefined }],
    ["an empty list", { [SIGNATURE]: [] }],
    ["an empty value", { [SIGNATURE]: "" }],
    ["empty Headers", new Headers()],
    ["another header", { "X-Tratta-Signature": hex }],
    ["an inherited property", Object.create({ [SIGNATURE]: hex })],
    ["a record that was polluted", JSON.parse(`{"__proto__":{"${SIGNATURE}":"${hex}"}}`)],
  ])("have no signature in %s", async (_, headers) => {
    expect(await refusalOf({ headers, body: BODY })).toEqual(["missing_signature", 400]);
  });

  it.each<[string, IncomingWebhook["headers"]]>([
    [
      "appended",
      new Headers([
        [SIGNATURE, hex],
        [SIGNATURE, hex],
      ]),
    ],
    ["in a list", { [SIGNATURE]: [hex, hex] }],
    ["in a list after an empty value", { [SIGNATURE]: ["", hex] }],
    ["in two cases", { [SIGNATURE]: hex, [SIGNATURE.toLowerCase()]: hex }],
  ])("with a repeated signature, %s, are refused", async (_, headers) => {
    expect(await refusalOf({ headers, body: BODY })).toEqual(["malformed_signature", 400]);
  });

  it("give an empty event without the event's name, and no webhook id without one", async () => {
    const event = await verifyWebhook(webhook(BODY, { "X-Tratta-Webhook-ID": "" }), options);
    expect(event.event).toBe("");
    expect(Object.keys(event)).toEqual(["event", "payload", "key"]);
  });

  it("give the name of an event that is not known", async () => {
    const { event } = await verifyWebhook(webhook(BODY, { "x-tratta-event-name": "moon.landed" }), options);
    expect(event).toBe("moon.landed");
  });
});

describe("secret", () => {
  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["empty", ""],
    ["of 15 characters", "x".repeat(15)],
    ["of 15 characters in 30 units", "😀".repeat(15)],
    ["no string", 1234567890123456],
    ["an empty list", []],
    ["a list with a short one", [SECRET, "short"]],
    ["a list with undefined", [SECRET, undefined]],
    ["a list in a list", [[SECRET]]],
  ])("that is %s is refused, whatever the webhook", async (_, secret) => {
    const call = verifyWebhook({ headers: {}, body: BODY }, { secret: secret as string });
    expect(await fieldOf(call)).toBe("secret");
  });

  it("of 16 characters is accepted, in UTF-8", async () => {
    const secret = "ü".repeat(15) + "😀";
    const headers = { [SIGNATURE]: mac(BODY, secret).toString("hex") };
    expect(await verifyWebhook({ headers, body: BODY }, { secret })).toMatchObject({ payload: { amount: 700 } });
  });

  it("may be one of a list, at any place", async () => {
    const others = ["the secret before that", "the secret after that"];
    for (const secret of [
      [SECRET, ...others],
      [others[0] ?? "", SECRET],
      [...others, SECRET],
    ]) {
      expect(await verifyWebhook(webhook(BODY), { secret })).toMatchObject({ payload: { amount: 700 } });
    }
    expect(await refusalOf(webhook(BODY), { secret: others })).toEqual(["wrong_signature", 401]);
  });

  it("is used once each, the later ones as well when the first one fits", async () => {
    const secret = [SECRET, "the secret before that", "the secret after that"];
    const calls: unknown[] = [];
    const { subtle } = globalThis.crypto;
    const original = subtle.verify.bind(subtle);
    subtle.verify = async (...given: Parameters<SubtleCrypto["verify"]>) => {
      calls.push(given[0]);
      return original(...given);
    };
    try {
      await verifyWebhook(webhook(BODY), { secret });
    } finally {
      Reflect.deleteProperty(subtle, "verify");
    }
    expect(calls).toEqual(secret.map(() => ({ name: "HMAC", hash: "SHA-256" })));
  });
});

describe("options", () => {
  it.each([0, -1, 1.5, NaN, Infinity, "1000", null])("refuse a maxBytes of %s", async (maxBytes) => {
    const call = verifyWebhook(webhook(BODY), { ...options, maxBytes: maxBytes as number });
    expect(await fieldOf(call)).toBe("maxBytes");
  });

  it("refuse a name that does not exist", async () => {
    const bad = { ...options, maxSize: 1 };
    expect(await fieldOf(verifyWebhook(webhook(BODY), bad))).toBe("maxSize");
  });

  it("that are not there are refused by the field that is missing", async () => {
    expect(await fieldOf(verifyWebhook(webhook(BODY), undefined as never))).toBe("secret");
    expect(await fieldOf(verifyWebhook(undefined as never, options))).toBe("headers");
    expect(await fieldOf(verifyWebhook({ body: BODY } as never, options))).toBe("headers");
    expect(await fieldOf(verifyWebhook(BODY as never, options))).toBe("headers");
  });
});

describe("payload", () => {
  const parsed = async (body: string | Uint8Array, type?: string): Promise<unknown> =>
    (await verifyWebhook(webhook(body, { "Content-Type": type }), options)).payload;

  it.each([
    ["application/json", '{"a":[1,null]}', { a: [1, null] }],
    ["application/vnd.tratta+json; charset=utf-8", "7", 7],
    [undefined, '{"a":1}', { a: 1 }],
    ["text/plain", '"a=b"', "a=b"],
    ["application/octet-stream", "true", true],
    ["application/x-www-form-urlencoded", "a=1&b=two+words&c=%C3%BC%3D&d=", { a: "1", b: "two words", c: "ü=", d: "" }],
    ["Application/X-WWW-Form-Urlencoded; charset=UTF-8", "a=1=2&b", { a: "1=2", b: "" }],
    ["application/x-www-form-urlencoded", "", {}],
    [undefined, "a=1&a=2&b=3&a=4", { a: ["1", "2", "4"], b: "3" }],
    ["text/plain", "data%5Bid%5D=1", { "data[id]": "1" }],
    // curl sends this type by itself.
    ["application/x-www-form-urlencoded", '{"a":"b=c"}', { a: "b=c" }],
    ["application/x-www-form-urlencoded", " [1]", [1]],
  ])("of type %s with %s is parsed", async (type, body, payload) => {
    expect(await parsed(body, type)).toEqual(payload);
  });

  it("drops a byte order mark, but verifies it", async () => {
    expect(await parsed(Buffer.from("\uFEFF[1]"))).toEqual([1]);
    const { headers } = webhook("[1]");
    expect(await refusalOf({ headers, body: Buffer.from("\uFEFF[1]") })).toEqual(["wrong_signature", 401]);
  });

  it.each([
    ["nothing", "", undefined],
    ["HTML", '<a href="x">y</a>', "text/html"],
    ["markup with an equal sign", "<p>=</p>", "text/plain"],
    ["braces around an equal sign", "{a=b}", "text/plain"],
    ["text", "hello", "text/plain"],
    ["JSON that was cut off", '{"a":"b=c', undefined],
    ["JSON that was cut off, as a form", '{"a":"b=c', "application/x-www-form-urlencoded"],
    ["form fields as JSON", "a=1", "application/json"],
    ["form fields that are no UTF-8", "a=%FF", "application/x-www-form-urlencoded"],
    ["form fields with half an escape", "a=1%", "application/x-www-form-urlencoded"],
    ["JSON that is no UTF-8", Buffer.from('{"a":"\u00FF"}', "latin1"), "application/json"],
    ["half a character", Buffer.from('"ü"').subarray(0, 2), "application/json"],
    ["UTF-16", Buffer.from("{}", "utf16le"), "application/json; charset=utf-16"],
  ])("cannot be %s", async (_, body, type) => {
    expect(await refusalOf(webhook(body, { "Content-Type": type }))).toEqual(["invalid_body", 400]);
  });

  it("is not looked at without a valid signature", async () => {
    const { headers } = webhook("{}");
    expect(await refusalOf({ headers, body: "{" })).toEqual(["wrong_signature", 401]);
  });

  it.each([
    ['{"__proto__":{"admin":true}}', "application/json"],
    ["__proto__=1&__proto__=2&constructor=3", "application/x-www-form-urlencoded"],
  ])("may have keys like those of prototypes, which are ordinary keys: %s", async (body, type) => {
    const payload = await parsed(body, type);
    expect(Object.keys(payload as object)).toContain("__proto__");
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
});

describe("key", () => {
  const keyOf = async (request: IncomingWebhook): Promise<string> => (await verifyWebhook(request, options)).key;

  it("is the same for a repeat, whatever its other headers and the form of its body and signature", async () => {
    const name = { "X-Tratta-Event-Name": "charge.created" };
    const key = await keyOf(webhook(BODY, name));
    const repeats: IncomingWebhook[] = [
      webhook(BODY, { ...name, "X-Tratta-Webhook-ID": "another", "Content-Type": "text/plain" }),
      webhook(Buffer.from(BODY), { ...name, [SIGNATURE]: mac(BODY).toString("base64") }),
      new Request("https://example.test/", { method: "POST", ...webhook(BODY, name) } as RequestInit),
    ];
    for (const repeat of repeats) expect(await keyOf(repeat)).toBe(key);
  });

  it("differs by event name and body, however the two are divided", async () => {
    const events = ["", "a", "a1", 'a"1', '"', "1", "\\", "\\u0022"];
    const bodies = ["1", "11", '"1', '"a"1', '""1', "1 "];
    const keys = await Promise.all(
      events.flatMap((event) =>
        bodies.map((text) => keyOf(webhook(JSON.stringify(text), { "X-Tratta-Event-Name": event }))),
      ),
    );
    expect(new Set(keys).size).toBe(events.length * bodies.length);
  });

  it("does not change between versions, as receivers store it", async () => {
    const key = await keyOf(webhook(BODY, { "X-Tratta-Event-Name": "charge.created" }));
    expect(key).toBe(sha256(`"charge.created"${BODY}`));
  });
});
