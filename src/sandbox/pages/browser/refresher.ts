/** How long to wait between two reads of the same part, however often it changes. */
const PAUSE_MS = 500;

/** Makes a function that reads a part of the sandbox: at once, one read at a time, and once more for what changes meanwhile. */
export function createRefresher(read: () => Promise<void>): () => void {
  let isReading = false;
  let isStale = false;
  const run = async (): Promise<void> => {
    isReading = true;
    isStale = false;
    await read();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    isReading = false;
    if (isStale) void run();
  };
  return () => {
    isStale = true;
    if (!isReading) void run();
  };
}
