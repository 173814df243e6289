type End = (reason: unknown) => void;

/**
 * Runs `work` under a signal of its own, which ends with `outer` or by `end`. Either rejects at once with its reason, also
 * where the work does not listen.
 *
 * @param keep goes on listening to `outer`, for a body that is read after the work is done
 */
export function endEarly<T>(
  outer: AbortSignal | null,
  keep: boolean,
  work: (signal: AbortSignal, end: End) => Promise<T>,
): Promise<T> {
  const ends = outer && endsOf(outer);
  let end!: End;
  const ending = new Promise<T>((resolve, reject) => {
    outer?.throwIfAborted();
    const controller = new AbortController();
    end = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
    ends?.add(end);
    work(controller.signal, end).then(resolve, reject);
  });
  return keep || !ends ? ending : ending.finally(() => ends.delete(end));
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
