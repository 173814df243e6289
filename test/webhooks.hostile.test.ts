import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, request as sendRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { isTrattaError, TrattaError, TrattaRequestError } from "../src/index.ts";
import { type IncomingWebhook, signWebhook, TrattaWebhookError, verifyWebhook } from "../src/webhooks.ts";

const SECRET = "4111-1111-1111-1111-secret";
const BODY = '{"email":"marigold@featherstone.test"}';
const HEX = createHmac("sha256", SECRET).update(BODY).digest("hex");
const signed = (body: string, headers: object = {}) => ({
  headers: { "X-Tratta-Signature-256": createHmac("sha256", SECRET).update(body).digest("hex"), ...headers },
  body,
});
const breaksOff = () =>
  new ReadableStream({ pull: (controller) => controller.error(new Error(BODY, { cause: SECRET })) });

async function errorOf(call: Promise<unknown>): Promise<Error> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TrattaError);
  return error as Error;
}

describe("no form of an error", () => {
  const readBefore = async (): Promise<Request> => {
    const request = new Request("https://example.test/", { method: "POST", ...signed(BODY) });
    await request.text();
    return request;
  };
  const cases: [string, () => Promise<unknown>][] = [
    ["missing_signature", () => verifyWebhook({ headers: {}, body: BODY }, { secret: SECRET })],
    [
      "malformed_signature",
      () => verifyWebhook({ headers: { "X-Tratta-Signature-256": `v1=${HEX}` }, body: BODY }, { secret: SECRET }),
    ],
    ["wrong_signature", () => verifyWebhook({ ...signed(BODY), body: `${BODY} ` }, { secret: [SECRET, `${SECRET}2`] })],
    ["body_too_large", () => verifyWebhook(signed(BODY), { secret: SECRET, maxBytes: 5 })],
    ["invalid_body of a stream", () => verifyWebhook({ ...signed(BODY), body: breaksOff() }, { secret: SECRET })],
    ["invalid_body of broken JSON", () => verifyWebhook(signed(`${BODY.slice(1)}`), { secret: SECRET })],
    ["invalid_body of a broken form", () => verifyWebhook(signed(`a=${SECRET}%`), { secret: SECRET })],
    ["a short secret", () => verifyWebhook(signed(BODY), { secret: SECRET.slice(0, 10) })],
    ["a short secret in a list", () => verifyWebhook(signed(BODY), { secret: [SECRET, SECRET.slice(0, 10)] })],
    ["a secret in place of the options", () => verifyWebhook(signed(BODY), SECRET as never)],
    ["a body that was parsed", () => verifyWebhook({ ...signed(BODY), body: JSON.parse(BODY) }, { secret: SECRET })],
    ["a body that was read", async () => verifyWebhook(await readBefore(), { secret: SECRET })],
    [
      "a payload that is no JSON",
      () =>
        signWebhook({
          event: "a",
          payload: {
            toJSON() {
              throw new Error(BODY);
            },
          },
          secret: SECRET,
        }),
    ],
    ["an event that is no header", () => signWebhook({ event: `${BODY}\n`, payload: 1, secret: SECRET })],
  ];

  it.each(cases)("holds a secret, a signature or the body: %s", async (_, call) => {
    const error = await errorOf(call());
    const forms = [
      error.message,
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { depth: 10, showHidden: true, getters: true }),
      JSON.stringify(Object.getOwnPropertyDescriptors(error)),
      inspect(error.cause, { depth: 10 }),
    ];
    for (const form of forms) {
      for (const part of [SECRET.slice(0, 10), HEX.slice(0, 10), "marigold", "featherstone"]) {
        expect(form).not.toContain(part);
      }
    }
  });

  it.each(cases.slice(0, 7))(
    "is anything but a TrattaWebhookError that isTrattaError knows: %s",
    async (name, call) => {
      const error = await errorOf(call());
      expect(error).toBeInstanceOf(TrattaWebhookError);
      expect(isTrattaError(error)).toBe(true);
      expect([name, error.name, error.cause]).toEqual([
        expect.stringContaining((error as TrattaWebhookError).reason),
        "TrattaWebhookError",
        undefined,
      ]);
    },
  );

  it.each(cases.slice(7))("is anything but a TrattaRequestError, which is for the caller: %s", async (_, call) => {
    expect(await errorOf(call())).toBeInstanceOf(TrattaRequestError);
  });
});

describe("a Request whose body was read", () => {
  const toRequest = (): Request => new Request("https://example.test/", { method: "POST", ...signed(BODY) });

  it("is a mistake of the caller, and not a wrong signature", async () => {
    const request = toRequest();
    await request.json();
    expect(await errorOf(verifyWebhook(request, { secret: SECRET }))).toMatchObject({ field: "body" });
  });

  it("is that also where a runtime gives no stream after reading", async () => {
    const read = { ...signed(BODY), body: null, bodyUsed: true };
    expect(await errorOf(verifyWebhook(read, { secret: SECRET }))).toMatchObject({ field: "body" });
  });

  it("can be verified from a clone made before, in either order", async () => {
    const request = toRequest();
    const clone = request.clone();
    await verifyWebhook(request, { secret: SECRET });
    expect(await clone.text()).toBe(BODY);
    await expect(verifyWebhook(request, { secret: SECRET })).rejects.toMatchObject({ field: "body" });
  });
});

describe("properties that are computed", () => {
  it("are read once, so that what is checked is what is used", async () => {
    const reads: string[] = [];
    const { headers, body } = signed(BODY, { "X-Tratta-Event-Name": "charge.created" });
    const request = {
      get headers() {
        reads.push("headers");
        return headers;
      },
      get body() {
        reads.push("body");
        return reads.filter((name) => name === "body").length === 1 ? body : "forged";
      },
    };
    const options = {
      get secret() {
        reads.push("secret");
        return reads.includes("body") ? "a secret of the attacker" : SECRET;
      },
    };
    expect(await verifyWebhook(request, options)).toMatchObject({ payload: JSON.parse(BODY) });
    expect(reads.toSorted()).toEqual(["body", "headers", "secret"]);
  });
});

describe("anything that JSON can hold", () => {
  it("in place of a request, its headers or its body, is refused by an error of this package", async () => {
    const names = fc.constantFrom(
      "X-Tratta-Signature-256",
      "x-tratta-signature-256",
      "content-type",
      "__proto__",
      "get",
    );
    const values = fc.oneof(fc.jsonValue(), fc.constant(HEX));
    const headers = fc.oneof(fc.jsonValue(), fc.dictionary(names, values));
    const parts = fc.record({ headers, body: fc.jsonValue(), bodyUsed: fc.jsonValue() }, { requiredKeys: [] });
    const codes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), parts), async (request) => {
        const error = await errorOf(verifyWebhook(request as unknown as IncomingWebhook, { secret: SECRET }));
        codes.add(error.name);
      }),
      { numRuns: 2_000 },
    );
    expect([...codes].toSorted()).toEqual(["TrattaRequestError", "TrattaWebhookError"]);
  });
});

describe("bodies made to take long", () => {
  it.each([
    ["nested JSON", "[".repeat(400_000) + "]".repeat(400_000)],
    ["JSON that never ends", "[".repeat(900_000)],
    ["a field repeated", "a=&".repeat(300_000)],
    ["many fields", Array.from({ length: 120_000 }, (_, i) => `${i}=`).join("&")],
    ["escapes", "a=" + "%C3%BC".repeat(160_000)],
    ["half escapes", "a=" + "%".repeat(900_000)],
    ["equal signs", "=".repeat(900_000)],
    ["blanks and then a quote", `${" ".repeat(900_000)}"`],
  ])("end soon, as an event or a refusal: %s", async (_, body) => {
    const result: unknown = await verifyWebhook(signed(body), { secret: SECRET }).catch((error: unknown) => error);
    if (result instanceof Error) expect(result).toMatchObject({ reason: "invalid_body" });
    else expect(result).toHaveProperty("key");
  });

  it("do not slow down the reading of headers", async () => {
    for (const value of ["sha256=".repeat(100_000), "a".repeat(700_000), `${"A".repeat(42)}${"=".repeat(700_000)}`]) {
      const error = await errorOf(
        verifyWebhook({ headers: { "X-Tratta-Signature-256": value }, body: "" }, { secret: SECRET }),
      );
      expect(error).toMatchObject({ reason: "malformed_signature" });
    }
  });
});

describe("over real HTTP", () => {
  let server: Server;
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  /** A receiver on node:http that verifies the stream of the request, and what it made of the last one. */
  async function receive(maxBytes: number) {
    const results: unknown[] = [];
    let received = 0;
    server = createServer((incoming, response) => {
      incoming.on("data", (chunk: Buffer) => (received += chunk.length));
      const request: IncomingWebhook = { headers: incoming.headers, body: Readable.toWeb(incoming) as never };
      verifyWebhook(request, { secret: SECRET, maxBytes }).then(
        (event) => results.push(event) && response.end(),
        (error: unknown) => {
          results.push((error as TrattaWebhookError).reason);
          response.writeHead((error as TrattaWebhookError).status).end();
        },
      );
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    return { port, results, received: () => received };
  }

  const post = (port: number, headers: Record<string, string | string[]>) =>
    sendRequest({ host: "127.0.0.1", port, method: "POST", path: "/", headers });

  it("takes a signed stream without a length", async () => {
    const { port, results } = await receive(1_000);
    const outgoing = post(port, signed(BODY).headers);
    for (const character of BODY) outgoing.write(character);
    outgoing.end();
    const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
    expect(response.statusCode).toBe(200);
    expect(results).toMatchObject([{ payload: JSON.parse(BODY) }]);
  });

  it("refuses a signature that was sent in two headers", async () => {
    const { port, results } = await receive(1_000);
    post(port, { "X-Tratta-Signature-256": [HEX, HEX] }).end(BODY);
    await expect.poll(() => results).toEqual(["malformed_signature"]);
  });

  it("stops an endless body, and the sender gets the response", async () => {
    const { port, results, received } = await receive(100_000);
    const outgoing = post(port, signed(BODY).headers);
    const send = (): void => void (outgoing.destroyed || outgoing.write("x".repeat(10_000), () => setImmediate(send)));
    send();
    const [response] = (await once(outgoing, "response")) as [{ statusCode: number }];
    expect([response.statusCode, results]).toEqual([413, ["body_too_large"]]);
    expect(received()).toBeLessThan(1_000_000);
    outgoing.on("error", () => {}).destroy();
  });

  it("refuses a body that breaks off", async () => {
    const { port, results } = await receive(1_000);
    const outgoing = post(port, { ...signed(BODY).headers, "Content-Length": "1000" });
    outgoing.on("error", () => {});
    outgoing.write(BODY, () => outgoing.destroy());
    await expect.poll(() => results).toEqual(["invalid_body"]);
  });
});
