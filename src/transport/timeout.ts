import { TrattaRequestError, TrattaTimeoutError } from "../errors.ts";
import { abortable } from "../internal/abortable.ts";
import { factsOf, type SendAttempt } from "../internal/call.ts";

/**
 * Ends an attempt, reading its body included, after the call's `timeoutMs`, or at once when the caller aborts (with the
 * caller's own reason), even when `fetch` ignores its signal.
 */
export function withTimeout(next: SendAttempt): SendAttempt {
  return async (request, attempt) => {
    const { signal, hooked, parseAs, timeoutMs } = attempt.call;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A hook may have given the request a signal. The call's own is listened to as well: the request's signal follows it
    // only until garbage is collected (observed in Node.js 20).
    const signals = signal ? [signal] : [];
    if (hooked && request.signal) signals.push(request.signal);
    try {
      return await abortable(signals, parseAs === "stream" && (({ body }) => body), (ownSignal, abort) => {
        attempt.signal = ownSignal;
        timer = setTimeout(
          () =>
            abort(
              attempt.sent
                ? new TrattaTimeoutError(`no complete response within ${timeoutMs} ms`, factsOf(attempt))
                : new TrattaRequestError("token", `function did not return within ${timeoutMs} ms`),
            ),
          timeoutMs,
        );
        return next(request, attempt);
      });
    } finally {
      clearTimeout(timer);
    }
  };
}
