import { type Fetch, factsOf } from "../call.ts";
import { TrattaRequestError, TrattaTimeoutError } from "../errors.ts";

/**
 * Ends one attempt, the reading of its body included, after `timeoutMs`, or at once when the caller aborts
 * (with the caller's own reason). It also ends where `fetch` does not listen to the signal.
 */
export function withTimeout(timeoutMs: number, next: Fetch): Fetch {
  return async (request, call) => {
    request.signal.throwIfAborted();
    const controller = new AbortController();
    call.signal = controller.signal;
    call.sent = false;
    let end!: (reason: unknown) => void;
    const ended = new Promise<never>((_, reject) => {
      end = (reason) => {
        reject(reason);
        controller.abort(reason);
      };
    });
    const onAbort = (): void => end(request.signal.reason);
    const timer = setTimeout(
      () =>
        end(
          call.sent
            ? new TrattaTimeoutError(`no answer within ${timeoutMs} ms`, factsOf(call))
            : new TrattaRequestError("token", `returned by its function within ${timeoutMs} ms`),
        ),
      timeoutMs,
    );
    request.signal.addEventListener("abort", onAbort);
    try {
      return await Promise.race([next(request, call), ended]);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", onAbort);
    }
  };
}
