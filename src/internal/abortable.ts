type Abort = (reason: unknown) => void;

/**
 * Runs `work` under a signal of its own, which `abort` and any of `signals` abort. Either rejects the result at once with
 * the reason, even when the work ignores its signal.
 *
 * @param keep whether `signals` still abort after the work is done, for a body that is read later
 */
export function abortable<T>(
  signals: readonly AbortSignal[],
  keep: boolean,
  work: (signal: AbortSignal, abort: Abort) => Promise<T>,
): Promise<T> {
  let abort!: Abort;
  const result = new Promise<T>((resolve, reject) => {
    for (const signal of signals) signal.throwIfAborted();
    const controller = new AbortController();
    abort = createAbort(controller, reject);
    for (const signal of signals) listenersOf(signal).add(abort);
    work(controller.signal, abort).then(resolve, reject);
  });
  if (keep || signals.length === 0) return result;
  return result.finally(() => {
    for (const signal of signals) listeners.get(signal)?.delete(abort);
  });
}

/** In a scope of its own: a closure in the scope of the work would keep the request in memory. */
function createAbort(controller: AbortController, reject: Abort): Abort {
  return (reason) => {
    reject(reason);
    controller.abort(reason);
  };
}

const listeners = new WeakMap<AbortSignal, Set<Abort>>();

/** One event listener for all calls that share a signal: Node warns of a leak when an eleventh listener is added. */
export function listenersOf(signal: AbortSignal): Set<Abort> {
  let aborts = listeners.get(signal);
  if (!aborts) {
    const added = (aborts = new Set());
    listeners.set(signal, added);
    signal.addEventListener("abort", () => added.forEach((abort) => abort(signal.reason)));
  }
  return aborts;
}
