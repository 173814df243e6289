import { TrattaNetworkError, TrattaResponseError } from "../errors.ts";
import { type Attempt, factsOf, type SendAttempt } from "../internal/call.ts";
import { innermostCause } from "../internal/innermost-cause.ts";
import { outcomeOf } from "../internal/outcome.ts";
import { renewRequest } from "../internal/renew-request.ts";
import { readBody } from "../internal/read-body.ts";
import { makeRereadable } from "../internal/rereadable.ts";

/** Error codes that prove that no connection was made, so that nothing can have arrived. */
const NOT_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Passes the request to `fetch` once, reads the whole response, and refuses redirects. */
export const send: SendAttempt = async (request, attempt) => {
  const { call, signal } = attempt;
  // The call may have been aborted while its token was awaited, and not every `fetch` respects the signal.
  signal?.throwIfAborted();
  call.signal?.throwIfAborted();
  // Called as a plain function: browsers refuse a `fetch` whose `this` is another object.
  const { fetch } = call;
  let response: Response;
  let isLarger = false;
  try {
    attempt.sent = true;
    // The copy's own signal is not used: in Node.js garbage collection may cut it off.
    const init = { signal: signal ?? null, ...(call.dispatcher !== undefined && { dispatcher: call.dispatcher }) };
    response = await fetch(await toOutgoing(request, attempt), init);
    // A response that lacks these cannot be judged a success or a failure.
    if (!(response.status >= 0 && response.headers)) throw new TypeError("fetch returned no Response");
    if (response.type !== "opaqueredirect" && (call.parseAs !== "stream" || !response.ok)) {
      const read = await readBody(response, call.maxResponseBytes);
      ({ isLarger } = read);
      response = makeRereadable(response, read.body, call.hooked || !/^(json|text)$/.test(call.parseAs));
    }
  } catch (cause) {
    const { name, code } = innermostCause(cause);
    const outcome = outcomeOf(NOT_CONNECTED.test(code) ? "not_sent" : "unknown", attempt.mayHaveHappened);
    throw new TrattaNetworkError(
      `no response (${[name, code].filter(Boolean).join(" ")}${name && ", "}outcome ${outcome})`,
      { ...factsOf(attempt), outcome },
      cause,
    );
  }
  const { status } = response;
  // A followed 302 would turn a POST into a GET that "succeeds". A browser hides a redirect behind status 0.
  const isRedirect = status < 200 || (status >= 300 && status < 400) || response.redirected;
  // Of an error response, the status is enough.
  if (isRedirect || (isLarger && response.ok)) {
    throw new TrattaResponseError(
      isRedirect ? "redirected, which is not followed" : `larger than maxResponseBytes (${call.maxResponseBytes})`,
      { ...factsOf(attempt), status },
    );
  }
  return response;
};

/** The request to pass to `fetch`, which uses up its body. */
async function toOutgoing(request: Request, { call, keepBody }: Attempt): Promise<Request> {
  const source = keepBody ? request.clone() : request;
  // Deno sends a POST again by itself when the connection breaks before the response, so that a charge would be made
  // twice, unless its body is a Blob (observed in 2.9.5 and 2.9.6). Browsers do the same, whatever the body.
  const wouldResend = "Deno" in globalThis && request.method === "POST";
  // A clone lacks the dispatcher that a hook may have set (observed in Node.js 20 and 22), and would pass a proxy by.
  const mayLackDispatcher = keepBody && call.hooked;
  if (!wouldResend && !mayLackDispatcher) return source;
  return renewRequest(request, { method: request.method, body: await source.blob() });
}
