import { type Fetch, factsOf } from "../internal/call.ts";
import { TrattaNetworkError, TrattaResponseError } from "../errors.ts";

/** Error codes that prove no connection was made: nothing can have arrived. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Hands the request to `fetch` once, reads the whole answer, and refuses redirects. */
export const send: Fetch = async (request, call) => {
  // The call may have been aborted while its token was awaited, and not every `fetch` looks at the signal.
  call.signal?.throwIfAborted();
  call.ended?.throwIfAborted();
  // Called as a plain function: browsers refuse a `fetch` whose `this` is another object.
  const { fetch } = call;
  let response: Response;
  try {
    call.sent = true;
    // Sending uses a body up. Nobody listens to the copy's own signal: in Node.js it may be lost to garbage collection.
    const outgoing = call.bodyIsNeededAgain ? request.clone() : request;
    response = await fetch("Deno" in globalThis ? await keepFromResending(outgoing) : outgoing, {
      signal: call.signal,
    });
    // What it gave may count as a success or not: only this much is needed to tell.
    if (!(response.status >= 0 && response.headers)) throw new TypeError("fetch gave no Response");
    if (response.type !== "opaqueredirect" && (call.buffered || !response.ok)) {
      const text = await response.text();
      call.answer = { status: response.status, text };
      makeRereadable(response, text, call.hooked);
    }
  } catch (cause) {
    const code = codeOf(cause);
    const outcome = NOT_SENT.test(code) && !call.mayHaveHappened ? "not_sent" : "unknown";
    throw new TrattaNetworkError(
      `no answer (${code && `${code}, `}outcome ${outcome})`,
      { ...factsOf(call), outcome },
      cause,
    );
  }
  // A followed 302 would turn a POST into a GET that "succeeds"; a hidden one has status 0.
  if (response.status < 200 || (response.status >= 300 && response.status < 400) || response.redirected) {
    throw new TrattaResponseError("redirected, which is not followed", { ...factsOf(call), status: response.status });
  }
  return response;
};

/**
 * Deno by itself sends a POST again when the connection breaks before the answer, so that a charge would be made twice,
 * but not with a Blob as its body (seen in 2.9.5 and 2.9.6). Browsers do the same, whatever the body.
 */
async function keepFromResending(request: Request): Promise<Request> {
  return request.method === "POST" ? new Request(request, { method: "POST", body: await request.blob() }) : request;
}

/** The innermost error code, such as `ECONNRESET`; of all that `fetch` threw, this alone is safe to tell. */
function codeOf(error: unknown, depth = 8): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  const inner = cause === undefined || depth === 0 ? "" : codeOf(cause, depth - 1);
  return inner || (typeof code === "string" && /^[a-z_]{2,40}$/i.test(code) ? code : "");
}

/**
 * Makes a response whose text was read readable again: for openapi-fetch, which asks for text or JSON, and in all ways for
 * `client.use` hooks. A new `Response` would do the same at twice the cost of the whole call, and lose `url`.
 */
function makeRereadable(response: Response, text: string, inAllWays: boolean): void {
  response.text = async () => text;
  response.json = async () => (text ? JSON.parse(text) : undefined);
  if (!inAllWays) return;
  const copy = (): Response => new Response(text || null, response);
  response.blob = () => copy().blob();
  response.arrayBuffer = () => copy().arrayBuffer();
  response.clone = copy;
  Object.defineProperty(response, "body", { get: () => copy().body });
  Object.defineProperty(response, "bodyUsed", { value: false });
}
