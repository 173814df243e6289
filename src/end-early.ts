type End = (reason: unknown) => void;

/**
 * Runs `work` under a signal of its own, which ends with `outer` or by `end`. Either rejects at once with its reason, also
 * where the work does not listen.
 *
 * @param keep goes on listening to `outer`, for a body that is read after the work is done
 */
export async function endEarly<T>(
  outer: AbortSignal | null,
  keep: boolean,
  work: (signal: AbortSignal, end: End) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const ends = outer && endsOf(outer);
  let end!: End;
  try {
    return await new Promise<T>((resolve, reject) => {
      end = (reason) => {
        reject(reason);
        controller.abort(reason);
      };
      ends?.add(end);
      work(controller.signal, end).then(resolve, reject);
    });
  } finally {
    if (!keep) ends?.delete(end);
  }
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
