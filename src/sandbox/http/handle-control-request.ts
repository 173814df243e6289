import { ApiError, invalidField } from "../domain/api-error.ts";
import type { SandboxWebhooks } from "../webhooks/sandbox-webhooks.ts";
import { hasToken } from "./has-token.ts";
import { contentTooLarge } from "./read-text.ts";
import { errorResponse, jsonResponse } from "./responses.ts";

/** Below this path a sandbox is controlled over HTTP; the API has nothing there. */
const PREFIX = "/_sandbox/";

/** What can be controlled. */
interface Controls {
  readonly webhooks: SandboxWebhooks;
}

type Route = (controls: Controls, body: unknown) => object;

const ROUTES: ReadonlyMap<string, { readonly [Method in "GET" | "POST"]?: Route }> = new Map([
  ["webhooks/deliveries", { GET: ({ webhooks }: Controls) => ({ deliveries: webhooks.deliveries }) }],
  ["webhooks/trigger", { POST: triggerWebhook }],
]);

/** Whether a request controls the sandbox. */
export function isControlRequest({ url }: Request): boolean {
  return new URL(url).pathname.startsWith(PREFIX);
}

/**
 * Responds to a request that controls the sandbox. It needs the sandbox's token, which is looked at before anything else.
 * `readBody` returns the body, or undefined for one that is too large.
 */
export async function handleControlRequest(
  request: Request,
  controls: Controls,
  token: string,
  readBody: () => Promise<string | undefined>,
): Promise<Response> {
  try {
    if (!hasToken(request.headers.get("authorization"), token)) {
      const message = "The header Authorization: Bearer <token> is missing or has another token.";
      throw new ApiError(401, "unauthorized", message, { "WWW-Authenticate": "Bearer" });
    }
    const methods = ROUTES.get(new URL(request.url).pathname.slice(PREFIX.length));
    if (methods === undefined) throw new ApiError(404, "not_found", "The sandbox has no such control.");
    const route = request.method === "GET" ? methods.GET : request.method === "POST" ? methods.POST : undefined;
    if (route === undefined) {
      const allowed = Object.keys(methods).join(", ");
      throw new ApiError(405, "method_not_allowed", `This control allows ${allowed}.`, { Allow: allowed });
    }
    return jsonResponse(200, route(controls, request.method === "POST" ? readJson(await readBody()) : undefined));
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error);
    throw error;
  }
}

function readJson(text: string | undefined): unknown {
  if (text === undefined) throw contentTooLarge();
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, "bad_request", "The request body is not valid JSON.");
  }
}

function triggerWebhook({ webhooks }: Controls, body: unknown): object {
  const { event, payload }: { event?: unknown; payload?: unknown } = Object(body);
  if (typeof event !== "string") throw invalidField("event", "must be the name of an event, such as charge.failed");
  try {
    return { deliveries: webhooks.trigger(event, payload) };
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(422, "validation_failed", error.message);
    throw error;
  }
}
