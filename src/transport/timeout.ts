import { type Fetch, factsOf } from "../internal/call.ts";
import { endEarly } from "../internal/abortable.ts";
import { TrattaRequestError, TrattaTimeoutError } from "../errors.ts";

/**
 * Ends one attempt, the reading of its body included, after `timeoutMs`, or at once when the caller aborts
 * (with the caller's own reason). It also ends where `fetch` does not listen to the signal.
 */
export function withTimeout(timeoutMs: number, next: Fetch): Fetch {
  return async (request, call) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A hook may have given the request a signal. That of the call is listened to all the same: the request's follows it
    // only until its garbage is collected (seen in Node.js 20).
    const outers = call.ended ? [call.ended] : [];
    if (call.hooked) outers.push(request.signal);
    try {
      return await endEarly(outers, !call.buffered, (signal, end) => {
        call.signal = signal;
        call.sent = false;
        timer = setTimeout(
          () =>
            end(
              call.sent
                ? new TrattaTimeoutError(`no answer within ${timeoutMs} ms`, factsOf(call))
                : new TrattaRequestError("token", `function did not return within ${timeoutMs} ms`),
            ),
          timeoutMs,
        );
        return next(request, call);
      });
    } finally {
      clearTimeout(timer);
    }
  };
}
