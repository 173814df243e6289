import type { ReceivedRequest } from "../http/received-request.ts";
import type { Fault } from "./faults.ts";

/** A received request and the status of its response. */
export interface RecordedRequest extends ReceivedRequest {
  /** Counts the requests from 1, those included that are no longer kept. */
  readonly number: number;
  /** Undefined until there is a response, and for good when the connection is dropped instead. */
  readonly status: number | undefined;
  /** The fields and query parameters that the operation does not document, which are ignored, one sentence for each. None
   * for a request that was refused before its body was looked at. */
  readonly warnings: readonly string[];
  /** Why it was refused, as the response says it. */
  readonly error: string | undefined;
  /** The kind of the fault that was applied to it. */
  readonly fault: Fault["kind"] | undefined;
}

type Outcome = "status" | "warnings" | "error" | "fault";
type MutableRecord = Omit<RecordedRequest, Outcome> & {
  -readonly [Name in Exclude<Outcome, "warnings">]: RecordedRequest[Name];
} & { warnings: string[] };

/** The latest requests, oldest first. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  /** Returns the record, for the rest to be filled in. */
  add(received: ReceivedRequest): MutableRecord;
  /** Notes that a request has its response, or has lost its connection. */
  end(recorded: RecordedRequest): void;
  /** Passes on the requests that have ended and are still there, and each that ends later. Returns what stops that. */
  follow(follower: LogFollower): () => void;
  clear(): void;
  /** Ends what follows the log. */
  close(): void;
}

interface LogFollower {
  readonly next: (request: RecordedRequest) => void;
  /** The requests so far were forgotten. */
  readonly cleared?: () => void;
  readonly end: () => void;
}

/** Creates a log that keeps the latest `limit` requests. */
export function createRequestLog(limit: number): RequestLog {
  const requests: RecordedRequest[] = [];
  const ended = new WeakSet<RecordedRequest>();
  let count = 0;
  const followers = new Set<LogFollower>();
  return {
    requests,
    add(received) {
      count += 1;
      const recorded = {
        ...received,
        number: count,
        status: undefined,
        warnings: [],
        error: undefined,
        fault: undefined,
      };
      requests.push(recorded);
      if (requests.length > limit) requests.shift();
      return recorded;
    },
    end(recorded) {
      ended.add(recorded);
      for (const { next } of followers) next(recorded);
    },
    follow(follower) {
      for (const request of requests) if (ended.has(request)) follower.next(request);
      followers.add(follower);
      return () => followers.delete(follower);
    },
    clear() {
      requests.length = 0;
      for (const { cleared } of followers) cleared?.();
    },
    close() {
      for (const { end } of followers) end();
    },
  };
}
