import type { RecordedRequest, RequestLog } from "../controls/request-log.ts";

/** How many requests a client that reads too slowly may be behind. */
const MAX_WAITING = 100_000;

/** After how long without a request an empty line is sent: fetch in Node gives up a body after five minutes without data. */
const IDLE_MS = 60_000;

/** Makes a response with a line of JSON for each request that the log has and will have. It ends when the log is closed,
 * and breaks off when the client is gone (`signal`) or too far behind. */
export function followRequests(log: RequestLog, signal: AbortSignal, idleMs: number = IDLE_MS): Response {
  const waiting: RecordedRequest[] = [];
  let hasEnded = false;
  let isBehind = false;
  let wake: (() => void) | undefined;
  const stopFollowing = log.follow({
    next(request) {
      if (waiting.length < MAX_WAITING) waiting.push(request);
      else isBehind = true;
      wake?.();
    },
    end() {
      hasEnded = true;
      wake?.();
    },
  });
  const stop = (): void => {
    stopFollowing();
    wake?.();
  };
  signal.addEventListener("abort", stop, { once: true });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let isIdle = false;
        const timer = setTimeout(() => {
          isIdle = true;
          wake?.();
        }, idleMs);
        timer.unref();
        while (waiting.length === 0 && !hasEnded && !signal.aborted && !isIdle) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        clearTimeout(timer);
        if (signal.aborted || isBehind) {
          stop();
          controller.error(signal.aborted ? signal.reason : new Error("The client reads too slowly."));
          return;
        }
        const lines = waiting.splice(0, 100).map((request) => `${JSON.stringify(request)}\n`);
        if (lines.length > 0) controller.enqueue(encoder.encode(lines.join("")));
        else if (hasEnded) controller.close();
        else controller.enqueue(encoder.encode("\n"));
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" } });
}
