import { abortable } from "../internal/abortable.ts";

/**
 * Waits, or rejects at once with the signal's reason.
 *
 * @param ms at most 2^31 - 1
 */
export async function sleep(ms: number, signal: AbortSignal | null): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await abortable(signal ? [signal] : [], false, () => new Promise((resolve) => (timer = setTimeout(resolve, ms))));
  } finally {
    clearTimeout(timer);
  }
}
