import { TrattaNetworkError, TrattaResponseError } from "../errors.ts";
import { factsOf, type SendAttempt } from "../internal/call.ts";
import { innermostCause } from "../internal/innermost-cause.ts";
import { outcomeOf } from "../internal/outcome.ts";
import { renewRequest } from "../internal/renew-request.ts";
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
  try {
    attempt.sent = true;
    // Sending uses up a body. The copy's own signal is not used: in Node.js garbage collection may cut it off.
    const outgoing = attempt.keepBody ? request.clone() : request;
    response = await fetch("Deno" in globalThis ? await preventResending(outgoing) : outgoing, {
      signal: signal ?? null,
    });
    // A response that lacks these cannot be judged a success or a failure.
    if (!(response.status >= 0 && response.headers)) throw new TypeError("fetch returned no Response");
    if (response.type !== "opaqueredirect" && (call.buffered || !response.ok)) {
      makeRereadable(response, await response.text(), call.hooked);
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
  // A followed 302 would turn a POST into a GET that "succeeds". A browser hides a redirect behind status 0.
  if (response.status < 200 || (response.status >= 300 && response.status < 400) || response.redirected) {
    throw new TrattaResponseError("redirected, which is not followed", {
      ...factsOf(attempt),
      status: response.status,
    });
  }
  return response;
};

/**
 * Deno sends a POST again by itself when the connection breaks before the response, so that a charge would be made twice,
 * unless its body is a Blob (observed in 2.9.5 and 2.9.6). Browsers do the same, whatever the body.
 */
async function preventResending(request: Request): Promise<Request> {
  return request.method === "POST" ? renewRequest(request, { method: "POST", body: await request.blob() }) : request;
}
