import type { RequestLog } from "../controls/request-log.ts";
import { IDLE_MS, streamLines } from "./stream-lines.ts";

/** Makes a response with a line of JSON for each request that the log has and will have. It ends when the log is closed,
 * and breaks off when the client is gone (`signal`) or too far behind. */
export function followRequests(log: RequestLog, signal: AbortSignal, idleMs: number = IDLE_MS): Response {
  return streamLines(
    ({ add, end }) => log.follow({ next: (request) => add(() => JSON.stringify(request)), end }),
    signal,
    idleMs,
  );
}
