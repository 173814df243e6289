import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { signWebhook, TrattaWebhookError, verifyWebhook } from "../../src/webhooks.ts";

const RUNS = { numRuns: 10_000 };
const secrets = fc.string({ unit: "binary", minLength: 16, maxLength: 80 });
const encodings = fc.constantFrom<(mac: Buffer) => string>(
  (mac) => mac.toString("hex"),
  (mac) => mac.toString("base64"),
  (mac) => mac.toString("base64url"),
);
const prefixes = fc.constantFrom("", "sha256=");
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((json) => new TextEncoder().encode(json)),
);

async function reasonOf(headers: Record<string, string>, body: Uint8Array, secret: string): Promise<string> {
  try {
    await verifyWebhook({ headers, body }, { secret });
    return "verified";
  } catch (error) {
    if (error instanceof TrattaWebhookError) return error.reason;
    throw error;
  }
}

/** What a signature stands for, when it is hex digits or canonical, padded base64 after its prefix. */
function bytesOf(signature: string, prefix: string): Buffer | undefined {
  if (!signature.startsWith(prefix)) return undefined;
  const digits = signature.slice(prefix.length);
  if (/^[0-9a-f]{64}$/i.test(digits)) return Buffer.from(digits, "hex");
  const bytes = Buffer.from(digits, "base64");
  const [base64, base64url] = [bytes.toString("base64"), `${bytes.toString("base64url")}=`];
  return digits === base64 || digits === base64url ? bytes : undefined;
}

it("agrees with node:crypto on any body, secret and encoding", async () => {
  await fc.assert(
    fc.asyncProperty(bodies, secrets, encodings, prefixes, async (body, secret, encode, prefix) => {
      const signature = prefix + encode(createHmac("sha256", secret).update(body).digest());
      // A body of random bytes is no JSON, which shows only once the signature was found right.
      const reason = await reasonOf({ "X-Tratta-Signature-256": signature }, body, secret);
      expect(["verified", "invalid_body"]).toContain(reason);
    }),
    RUNS,
  );
});

it("signs any payload as node:crypto does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), secrets, async (payload, secret) => {
      const { headers, body } = await signWebhook({ event: "charge.created", payload, secret });
      expect(headers["X-Tratta-Signature-256"]).toBe(createHmac("sha256", secret).update(body).digest("hex"));
    }),
    RUNS,
  );
});

it("refuses a body, a signature or a secret of which one byte was changed", async () => {
  const change = fc.record({
    what: fc.constantFrom("body", "signature", "secret"),
    at: fc.nat(),
    xor: fc.integer({ min: 1, max: 255 }),
  });
  const asciiSecrets = fc.string({ unit: "grapheme-ascii", minLength: 16, maxLength: 80 });
  let harmless = 0;
  await fc.assert(
    fc.asyncProperty(
      bodies,
      asciiSecrets,
      encodings,
      prefixes,
      change,
      async (body, secret, encode, prefix, wanted) => {
        const changed = <T extends Uint8Array>(bytes: T): T => {
          const copy = bytes.slice() as T;
          if (copy.length > 0) copy[wanted.at % copy.length] = (copy[wanted.at % copy.length] ?? 0) ^ wanted.xor;
          return copy;
        };
        const mac = createHmac("sha256", secret).update(body).digest();
        const signature = prefix + encode(mac);
        if (wanted.what === "body") {
          fc.pre(body.length > 0);
          expect(await reasonOf({ "X-Tratta-Signature-256": signature }, changed(body), secret)).toBe(
            "wrong_signature",
          );
        } else if (wanted.what === "secret") {
          const other = Buffer.from(changed(Buffer.from(secret))).toString("latin1");
          expect(await reasonOf({ "X-Tratta-Signature-256": signature }, body, other)).toBe("wrong_signature");
        } else {
          const other = changed(Buffer.from(signature)).toString("latin1");
          const reason = await reasonOf({ "X-Tratta-Signature-256": other }, body, secret);
          // The same 32 bytes: hex digits may be small or capital, and padded base64 may use either alphabet.
          if (bytesOf(other, prefix)?.equals(mac)) {
            harmless++;
            expect(["verified", "invalid_body"]).toContain(reason);
          } else {
            expect(["malformed_signature", "wrong_signature"]).toContain(reason);
          }
        }
      },
    ),
    RUNS,
  );
  expect(harmless).toBeLessThan(RUNS.numRuns / 100);
});
