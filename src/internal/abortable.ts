type Abort = (reason: unknown) => void;

/**
 * Runs `work` under a signal of its own, which `abort` and any of `signals` abort. Either rejects the result at once with
 * the reason, even when the work ignores its signal.
 *
 * @param bodyOf returns a body that is read after the work is done: until nothing uses it any more, `signals` still abort
 */
export function abortable<T>(
  signals: readonly AbortSignal[],
  bodyOf: false | ((result: T) => object | null | undefined),
  work: (signal: AbortSignal, abort: Abort) => Promise<T>,
): Promise<T> {
  const pending: { reject?: Abort } = {};
  let abort!: Abort;
  const result = new Promise<T>((resolve, reject) => {
    for (const signal of signals) signal.throwIfAborted();
    const controller = new AbortController();
    pending.reject = reject;
    abort = createAbort(controller, pending);
    for (const signal of signals) listenersOf(signal).add(abort);
    work(controller.signal, abort).then(resolve, reject);
  });
  if (signals.length === 0) return result;
  const release = createRelease(signals, abort);
  return result.then(
    (value) => {
      // It leads to the result, and so to the body.
      delete pending.reject;
      const body = bodyOf && bodyOf(value);
      if (body && bodies) bodies.register(body, release);
      else release();
      return value;
    },
    (error: unknown) => {
      release();
      throw error;
    },
  );
}

/** Runs the release of each body that was collected. A reader, or a pipe, keeps its body. Older Workers have no registry. */
const bodies = globalThis.FinalizationRegistry && new FinalizationRegistry<() => void>((release) => release());

// In scopes of their own: a closure in the scope of the work would keep the request, or the body, in memory.

function createAbort(controller: AbortController, pending: { readonly reject?: Abort }): Abort {
  return (reason) => {
    pending.reject?.(reason);
    controller.abort(reason);
  };
}

function createRelease(signals: readonly AbortSignal[], abort: Abort): () => void {
  return () => {
    for (const signal of signals) listeners.get(signal)?.delete(abort);
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
