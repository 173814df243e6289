/** How many attempts are under way at a time, in all and to one webhook. */
const MAX_UNDER_WAY = 64;
const MAX_UNDER_WAY_TO_ONE = 16;
/**
 * For how long an attempt keeps the next one to its webhook from starting, so that a prompt receiver sees them in order.
 * Counted in ticks, of which there are fewer when the process is busy: then the receiver is not slow.
 */
const HOLD_TICKS = 10;
const TICK_MS = 100;

/** An attempt to deliver an event to a webhook. */
interface Attempt {
  readonly webhookId: string;
  /** Epoch milliseconds on the sandbox's clock. */
  readonly due: number;
  /** Makes the attempt, which starts at `startedAt`; it may add a later one to the queue, and never rejects. */
  readonly run: (startedAt: number) => Promise<void>;
}

/** When attempts fall due and how they follow each other; epoch milliseconds on the sandbox's clock. */
interface QueueTiming {
  readonly now: () => number;
  /** Milliseconds since the clock was last moved. */
  readonly sinceMoved: () => number;
  /** The least time from the start of an attempt to that of one which it adds to the queue. */
  readonly retryDelayMs: number;
  /** Called with the time at which `wake` has to be called at the latest. */
  readonly wakeAt: (due: number) => void;
}

/** The attempts to one webhook. */
interface Line {
  /** By due time. */
  readonly waiting: Attempt[];
  readonly underWay: Set<{ readonly startedAt: number }>;
  /** Whether the receiver kept an attempt waiting lately. */
  isSlow: boolean;
}

/** Attempts that wait or are under way. */
export interface DeliveryQueue {
  /** The number of attempts that wait. */
  readonly waiting: number;
  add(attempt: Attempt): void;
  /** Starts what has fallen due; to be called when the clock was moved or the time of `wakeAt` has come. */
  wake(): void;
  /** Removes the attempts that wait, to one webhook or to all. */
  drop(webhookId?: string): void;
  /** Resolves when none is under way and none is due. */
  settled(): Promise<void>;
}

/**
 * Creates a queue that makes attempts when they are due. Those to one webhook start in the order of their due times, also
 * when the clock jumps over several: one that is due after a possible repetition of one under way waits for its end. Webhooks
 * take turns, so that one which responds slowly does not hold up the others.
 */
export function createDeliveryQueue({ now, sinceMoved, retryDelayMs, wakeAt }: QueueTiming): DeliveryQueue {
  const lines = new Map<string, Line>();
  /** The lines whose first attempt may be due, in the order in which they take turns. */
  const ready = new Set<Line>();
  let waiting = 0;
  let underWay = 0;
  let pumpRequested = false;
  let resolveSettled: (() => void)[] = [];

  function startDue(): void {
    const time = now();
    for (const line of ready) {
      if (underWay >= MAX_UNDER_WAY) return;
      ready.delete(line);
      const [next] = line.waiting;
      if (next === undefined || !mayStart(line, next, time)) continue;
      line.waiting.shift();
      waiting -= 1;
      void start(line, next, time);
      // Visited again by this loop, after the other lines.
      ready.add(line);
    }
    if (underWay > 0) return;
    for (const resolve of resolveSettled.splice(0)) resolve();
  }

  function mayStart({ underWay: others, isSlow }: Line, { due }: Attempt, time: number): boolean {
    if (due > time) {
      wakeAt(due);
      return false;
    }
    if (others.size >= (isSlow ? MAX_UNDER_WAY_TO_ONE : 1)) return false;
    return [...others].every(({ startedAt }) => due < startedAt + retryDelayMs);
  }

  async function start(line: Line, { webhookId, due, run }: Attempt, time: number): Promise<void> {
    // The clock may have jumped far beyond the due time, but what it has run on since counts.
    const startedAt = due + Math.min(time - due, Math.max(0, sinceMoved()));
    const own = { startedAt };
    line.underWay.add(own);
    underWay += 1;
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
      if (ticks < HOLD_TICKS) return;
      clearInterval(timer);
      line.isSlow = true;
      ready.add(line);
      startDue();
    }, TICK_MS);
    timer.unref();
    await run(startedAt);
    clearInterval(timer);
    if (ticks < HOLD_TICKS) line.isSlow = false;
    line.underWay.delete(own);
    underWay -= 1;
    if (line.waiting.length > 0) ready.add(line);
    else if (line.underWay.size === 0) lines.delete(webhookId);
    startDue();
  }

  /** Starts what is due after the current code: a response to the API's caller does not wait for a receiver. */
  function requestStart(): void {
    if (pumpRequested) return;
    pumpRequested = true;
    queueMicrotask(() => {
      pumpRequested = false;
      startDue();
    });
  }

  function wake(): void {
    for (const line of lines.values()) ready.add(line);
    requestStart();
  }

  return {
    get waiting() {
      return waiting;
    },
    add(attempt) {
      const { webhookId, due } = attempt;
      let line = lines.get(webhookId);
      if (line === undefined) lines.set(webhookId, (line = { waiting: [], underWay: new Set(), isSlow: false }));
      const after = line.waiting.findLastIndex((other) => other.due <= due);
      line.waiting.splice(after + 1, 0, attempt);
      waiting += 1;
      ready.add(line);
      requestStart();
    },
    wake,
    drop(webhookId) {
      for (const [id, line] of lines) {
        if (webhookId !== undefined && webhookId !== id) continue;
        waiting -= line.waiting.splice(0).length;
        if (line.underWay.size === 0) lines.delete(id);
      }
      requestStart();
    },
    settled() {
      return new Promise((resolve) => {
        resolveSettled.push(resolve);
        wake();
      });
    },
  };
}
