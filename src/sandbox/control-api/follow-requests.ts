import type { RecordedRequest, RequestLog } from "../controls/request-log.ts";

/** How many requests a client that reads too slowly may be behind. */
const MAX_WAITING = 100_000;

/** Makes a response with a line of JSON for each request that the log has and will have. It ends when the log is closed,
 * and breaks off when the client is gone (`signal`) or too far behind. */
export function followRequests(log: RequestLog, signal: AbortSignal): Response {
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
        while (waiting.length === 0 && !hasEnded && !signal.aborted) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        if (signal.aborted || isBehind) {
          stop();
          controller.error(signal.aborted ? signal.reason : new Error("The client reads too slowly."));
          return;
        }
        const lines = waiting.splice(0, 100).map((request) => `${JSON.stringify(request)}\n`);
        if (lines.length > 0) controller.enqueue(encoder.encode(lines.join("")));
        else controller.close();
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" } });
}
