/** How many lines a client that reads too slowly may be behind. */
const MAX_WAITING = 100_000;

/** After how long without a line an empty one is sent: fetch in Node gives up a body after five minutes without data. */
export const IDLE_MS = 60_000;

/** Where lines come from. */
interface LineSink {
  /** Adds a line; `write` makes its text when it is sent. */
  readonly add: (write: () => string) => void;
  /** Ends the response once all lines are sent. */
  readonly end: () => void;
}

/** Makes a response of lines of JSON, those that `start` adds at once and later; what it returns stops that. The response
 * breaks off when the client is gone (`signal`) or too far behind. */
export function streamLines(
  start: (sink: LineSink) => () => void,
  signal: AbortSignal,
  idleMs: number = IDLE_MS,
): Response {
  const waiting: (() => string)[] = [];
  // Those from before the call are no sign of a slow client.
  let mostWaiting = Number.POSITIVE_INFINITY;
  let hasEnded = false;
  let isBehind = false;
  let wake: (() => void) | undefined;
  const stopAdding = start({
    add(write) {
      if (waiting.length < mostWaiting) waiting.push(write);
      else isBehind = true;
      wake?.();
    },
    end() {
      hasEnded = true;
      wake?.();
    },
  });
  mostWaiting = waiting.length + MAX_WAITING;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    stopAdding();
    wake?.();
  };
  if (signal.aborted) stop();
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
        while (waiting.length === 0 && !hasEnded && !isStopped && !isIdle) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
        clearTimeout(timer);
        // Cancelled: nobody reads it.
        if (isStopped && !signal.aborted) return;
        if (signal.aborted || isBehind) {
          stop();
          controller.error(signal.aborted ? signal.reason : new Error("The client reads too slowly."));
          return;
        }
        const lines = waiting.splice(0, 100).map((write) => `${write()}\n`);
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
