import { type Fetch, factsOf } from "../call.ts";
import { TrattaNetworkError, TrattaResponseError } from "../errors.ts";

/** Error codes that prove no connection was made: nothing can have arrived. */
const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Hands the request to `fetch` once, reads the whole answer, and refuses redirects. */
export const send: Fetch = async (request, call) => {
  // The call may have been aborted while its token was awaited, and not every `fetch` looks at the signal.
  call.signal?.throwIfAborted();
  // Called as a plain function: browsers refuse a `fetch` whose `this` is another object.
  const { fetch } = call;
  let response: Response;
  try {
    call.sent = true;
    response = await fetch(request, { signal: call.signal });
    if (response.type !== "opaqueredirect" && (call.buffered || !response.ok)) {
      const text = await response.text();
      call.answer = { status: response.status, text };
      makeRereadable(response, text);
    }
  } catch (cause) {
    const outcome = wasRefused(cause) && !call.mayHaveHappened ? "not_sent" : "unknown";
    throw new TrattaNetworkError(`no answer (outcome ${outcome})`, { ...factsOf(call), outcome }, cause);
  }
  // A followed 302 would turn a POST into a GET that "succeeds"; a hidden one has status 0.
  if (response.status < 200 || (response.status >= 300 && response.status < 400) || response.redirected) {
    throw new TrattaResponseError("redirected, which is not followed", { ...factsOf(call), status: response.status });
  }
  return response;
};

function wasRefused(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return NOT_SENT.test(String(code)) || (cause !== undefined && wasRefused(cause));
}

/**
 * Makes a response whose text was read readable again, for openapi-fetch and for `client.use` hooks.
 * A new `Response` would do the same at twice the cost of the whole call, and lose `url`.
 */
function makeRereadable(response: Response, text: string): void {
  const copy = (): Response => new Response(text || null, response);
  Object.defineProperties(response, {
    text: { value: async () => text },
    json: { value: async () => (text ? JSON.parse(text) : undefined) },
    blob: { value: () => copy().blob() },
    arrayBuffer: { value: () => copy().arrayBuffer() },
    clone: { value: copy },
    body: { get: () => copy().body },
    bodyUsed: { value: false },
  });
}
