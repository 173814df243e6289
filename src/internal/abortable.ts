type End = (reason: unknown) => void;

/**
 * Runs `work` under a signal of its own, which ends with any of `outers` or by `end`. Either rejects at once with its
 * reason, also where the work does not listen.
 *
 * @param keep goes on listening to `outers`, for a body that is read after the work is done
 */
export function endEarly<T>(
  outers: readonly AbortSignal[],
  keep: boolean,
  work: (signal: AbortSignal, end: End) => Promise<T>,
): Promise<T> {
  let end!: End;
  const ending = new Promise<T>((resolve, reject) => {
    for (const outer of outers) outer.throwIfAborted();
    const controller = new AbortController();
    end = createEnd(controller, reject);
    for (const outer of outers) endsOf(outer).add(end);
    work(controller.signal, end).then(resolve, reject);
  });
  if (keep || outers.length === 0) return ending;
  return ending.finally(() => {
    for (const outer of outers) listening.get(outer)?.delete(end);
  });
}

/** In a scope of its own: in that of the work, it would keep the request alive as long as it may be called. */
function createEnd(controller: AbortController, reject: End): End {
  return (reason) => {
    reject(reason);
    controller.abort(reason);
  };
}

const listening = new WeakMap<AbortSignal, Set<End>>();

/** One listener for all who share a signal: Node warns of a leak when an eleventh call adds its own. */
function endsOf(signal: AbortSignal): Set<End> {
  let ends = listening.get(signal);
  if (!ends) {
    const added = (ends = new Set());
    listening.set(signal, added);
    signal.addEventListener("abort", () => added.forEach((end) => end(signal.reason)));
  }
  return ends;
}
