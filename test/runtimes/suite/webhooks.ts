import { isTrattaError, TrattaError, TrattaRequestError } from "tratta-client";
import { signWebhook, TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import { assert, assertEqual, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

const SECRET = "secret-of-the-suite";
// Computed by another implementation of HMAC-SHA256.
const BODY = '{"amount":700,"name":"Zoë"}';
const HEX = "fabe1f36a242ee9c2ad5be35e246bcadc540c12ee3e085c90672ef6a662e8324";
const BASE64 = "+r4fNqJC7pwq1b414ka8rcVAwS7j4IXJBnLvamYugyQ=";
const KEY = "314ba5ac94240e81d6a44ede89df58babdeac234f517ba74525bb6c1ae1b4344";

const withSignature = (signature: string, body: string | ReadableStream<Uint8Array> = BODY) => ({
  headers: { "X-Tratta-Event-Name": "charge.created", "X-Tratta-Signature-256": signature },
  body,
});
const toRequest = (signature?: string, body = BODY): Request =>
  new Request("https://receiver.test/", {
    method: "POST",
    headers: { "X-Tratta-Event-Name": "charge.created", ...(signature && { "X-Tratta-Signature-256": signature }) },
    body,
  });
const refusal = async (request: Parameters<typeof verifyWebhook>[0], maxBytes = 1_000): Promise<unknown[]> => {
  const { reason, status } = await rejectsWith(
    TrattaWebhookError,
    verifyWebhook(request, { secret: SECRET, maxBytes }),
  );
  return [reason, status];
};

/** Webhooks: what is accepted, what is refused, and by which error. */
export const webhooks: readonly Check[] = [
  {
    name: "a webhook that was signed elsewhere is accepted in hex and base64, with and without prefix",
    async run() {
      const forms = [HEX, HEX.toUpperCase(), BASE64, BASE64.replaceAll("+", "-").replaceAll("/", "_").replace("=", "")];
      for (const signature of forms.flatMap((form) => [form, `sha256=${form}`])) {
        for (const request of [toRequest(signature), withSignature(signature)]) {
          const { event, payload } = await verifyWebhook(request, { secret: [`old-${SECRET}`, SECRET] });
          assertEqual([event, payload], ["charge.created", JSON.parse(BODY)], `event of ${signature}`);
        }
      }
    },
  },
  {
    name: "a webhook of signWebhook is accepted, and has the same key when it comes again",
    async run() {
      const signed = await signWebhook({ event: "charge.created", payload: JSON.parse(BODY), secret: SECRET });
      assertEqual(signed.headers["X-Tratta-Signature-256"], HEX, "signature");
      const bytes = new TextEncoder().encode(signed.body);
      const repeats = [
        new Request("https://receiver.test/", { method: "POST", ...signed }),
        signed,
        { ...signed, body: bytes },
        { ...signed, body: bytes.buffer },
        { ...signed, body: new Blob([bytes]).stream() },
      ];
      for (const request of repeats) {
        assertEqual((await verifyWebhook(request, { secret: SECRET })).key, KEY, "key");
      }
    },
  },
  {
    name: "a webhook that is forged, short of digits or without signature is refused",
    async run() {
      const forged = HEX.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
      assertEqual(await refusal(toRequest(forged)), ["wrong_signature", 401], "a forged signature");
      assertEqual(await refusal(toRequest(HEX, `${BODY} `)), ["wrong_signature", 401], "a forged body");
      assertEqual(await refusal(toRequest(HEX.slice(1))), ["malformed_signature", 400], "a short signature");
      assertEqual(await refusal(toRequest(`${HEX}, ${HEX}`)), ["malformed_signature", 400], "two signatures");
      assertEqual(await refusal(toRequest()), ["missing_signature", 400], "no signature");
      const twice = toRequest(HEX);
      twice.headers.append("X-Tratta-Signature-256", HEX);
      assertEqual(await refusal(twice), ["malformed_signature", 400], "a header sent twice");
    },
  },
  {
    name: "a webhook that is too large is refused, and its stream is cancelled",
    async run() {
      assertEqual(await refusal(toRequest(HEX), 10), ["body_too_large", 413], "a request");
      assertEqual(await refusal(withSignature(HEX), 10), ["body_too_large", 413], "a string");
      let cancelled = false;
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(600)),
        cancel: () => void (cancelled = true),
      });
      assertEqual(await refusal(withSignature(HEX, endless)), ["body_too_large", 413], "an endless stream");
      assert(cancelled, "the stream goes on");
    },
  },
  {
    name: "a signed webhook that cannot be parsed, or breaks off, is refused",
    async run() {
      const { headers } = await signWebhook({ event: "a", payload: 7, secret: SECRET });
      const breaksOff = new ReadableStream<Uint8Array>({
        start: (controller) => controller.error(new Error(SECRET)),
      });
      assertEqual(await refusal({ headers, body: breaksOff }), ["invalid_body", 400], "a body that breaks off");
      const html = "<p>";
      const key = await crypto.subtle.importKey(
        "raw",
        new TextEncoder().encode(SECRET),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign"],
      );
      const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(html)));
      const signature = btoa(String.fromCharCode(...mac));
      assertEqual(await refusal(toRequest(signature, html)), ["invalid_body", 400], "HTML");
    },
  },
  {
    name: "a webhook whose body was read before, or a short secret, is a TrattaRequestError",
    async run() {
      const read = toRequest(HEX);
      await read.text();
      const error = await rejectsWith(TrattaRequestError, verifyWebhook(read, { secret: SECRET }));
      assertEqual(error.field, "body", "field");
      const short = await rejectsWith(TrattaRequestError, verifyWebhook(toRequest(HEX), { secret: "short" }));
      assertEqual(short.field, "secret", "field");
    },
  },
  {
    name: "a refused webhook is an error of the main entry as well, and holds no secret",
    async run() {
      const error = await rejectsWith(TrattaError, verifyWebhook(toRequest(BASE64, SECRET), { secret: SECRET }));
      assert(isTrattaError(error) && error.code === "TrattaWebhookError", `not known: ${String(error)}`);
      for (const form of [String(error), error.stack, JSON.stringify(error)]) {
        assert(!form?.includes(SECRET) && !form?.includes(BASE64), `the secret or the signature is in ${form}`);
      }
    },
  },
];
