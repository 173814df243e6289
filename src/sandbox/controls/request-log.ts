import type { ReceivedRequest } from "../http/received-request.ts";

/** A received request and the status of its response. */
export interface RecordedRequest extends ReceivedRequest {
  /** Undefined until there is a response, and for good when the connection is dropped instead. */
  readonly status: number | undefined;
  /** The fields and query parameters that the operation does not document, which are ignored, one sentence for each. None
   * for a request that was refused before its body was looked at. */
  readonly warnings: readonly string[];
}

type MutableRecord = Omit<RecordedRequest, "status" | "warnings"> & { status: number | undefined; warnings: string[] };

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
  readonly end: () => void;
}

/** Creates a log that keeps the latest `limit` requests. */
export function createRequestLog(limit: number): RequestLog {
  const requests: RecordedRequest[] = [];
  const ended = new WeakSet<RecordedRequest>();
  const followers = new Set<LogFollower>();
  return {
    requests,
    add(received) {
      const recorded = { ...received, status: undefined, warnings: [] };
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
    },
    close() {
      for (const { end } of followers) end();
    },
  };
}
