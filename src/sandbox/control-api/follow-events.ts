import type { ChangeFeed, SandboxPart } from "../controls/change-feed.ts";
import type { RecordedRequest, RequestLog } from "../controls/request-log.ts";
import { streamLines } from "./stream-lines.ts";

/** A request without what may be large: query, headers and body. */
export type RequestSummary = Omit<RecordedRequest, "query" | "headers" | "body">;

/** A line of the stream of events. */
export type SandboxEvent =
  | { readonly type: "request"; readonly request: RequestSummary }
  /** The requests from before have been sent. */
  | { readonly type: "ready" }
  /** The requests were forgotten. */
  | { readonly type: "cleared" }
  | { readonly type: "changed"; readonly parts: readonly SandboxPart[] };

/**
 * Makes a response with a line of JSON for each event: the requests that the log has, `ready`, and then whatever happens.
 * Changes that come faster than the client reads are put together. It ends when the log is closed.
 */
export function followEvents(log: RequestLog, changes: ChangeFeed, signal: AbortSignal): Response {
  return streamLines(({ add, end }) => {
    const send = (event: SandboxEvent): void => add(() => JSON.stringify(event));
    let parts: Set<SandboxPart> | undefined;
    const stopLog = log.follow({
      next: ({ query: _query, headers: _headers, body: _body, ...request }) => send({ type: "request", request }),
      cleared: () => send({ type: "cleared" }),
      end,
    });
    send({ type: "ready" });
    const stopChanges = changes.follow((part) => {
      if (parts !== undefined) {
        parts.add(part);
        return;
      }
      parts = new Set([part]);
      add(() => {
        const event: SandboxEvent = { type: "changed", parts: [...(parts ?? [])] };
        parts = undefined;
        return JSON.stringify(event);
      });
    });
    return () => {
      stopLog();
      stopChanges();
    };
  }, signal);
}
