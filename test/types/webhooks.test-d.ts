// Checked by `tsc`, not run: a line after @ts-expect-error that compiles is an error of the type check.
import type { IncomingMessage } from "node:http";
import { expectTypeOf } from "vitest";
import type { components } from "../../generated/schema.ts";
import { signWebhook, verifyWebhook, type WebhookEvent, type WebhookEventName } from "../../src/webhooks.ts";

type Schemas = components["schemas"];
// The names are written out in the source, so that this entry does not load the types of the whole spec.
expectTypeOf<WebhookEventName>().toEqualTypeOf<
  Schemas["WebhookEventName"] | Schemas["WebhookRequest"]["events"][number]
>();

const options = { secret: "a secret of the tests" };
export async function names(request: Request): Promise<string> {
  const { event, payload, webhookId } = await verifyWebhook(request, options);
  expectTypeOf(payload).toEqualTypeOf<unknown>();
  expectTypeOf(webhookId).toEqualTypeOf<string | undefined>();
  if (event === "charge.created" || event === "payment_plan.completed") return event;
  if (event === "an.event.of.next.year") return event;
  // @ts-expect-error no payload is documented, so it has to be checked
  return payload.id;
}

export const requests = (
  message: IncomingMessage,
  lambda: { headers: Record<string, string | undefined>; body: string | null },
  buffer: Buffer,
  stream: ReadableStream<Uint8Array>,
): Promise<WebhookEvent>[] => [
  verifyWebhook({ headers: message.headers, body: buffer }, options),
  verifyWebhook(lambda, { secret: [options.secret, "the secret before that"], maxBytes: 5_000 }),
  verifyWebhook({ headers: new Headers(), body: stream }, options),
  signWebhook({ event: "charge.created", payload: 7, ...options }).then((signed) => verifyWebhook(signed, options)),
];

// @ts-expect-error a secret is missing
void verifyWebhook(new Request("https://example.test/"), {});
// @ts-expect-error misspelt
void verifyWebhook(new Request("https://example.test/"), { ...options, maxSize: 7 });
// @ts-expect-error the body was parsed
void verifyWebhook({ headers: {}, body: { id: "42" } }, options);
// @ts-expect-error a webhook is signed with one secret
void signWebhook({ event: "charge.created", payload: 7, secret: [options.secret] });
