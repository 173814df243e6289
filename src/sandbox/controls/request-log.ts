import type { ReceivedRequest } from "../http/received-request.ts";

/** A received request and the status of its response. */
export interface RecordedRequest extends ReceivedRequest {
  /** Undefined until there is a response, and for good when the connection is dropped instead. */
  readonly status: number | undefined;
}

/** The latest requests, oldest first. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  add(received: ReceivedRequest): { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  clear(): void;
}

/** Creates a log that keeps the latest `limit` requests. */
export function createRequestLog(limit: number): RequestLog {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    add(received) {
      const recorded = { ...received, status: undefined };
      requests.push(recorded);
      if (requests.length > limit) requests.shift();
      return recorded;
    },
    clear() {
      requests.length = 0;
    },
  };
}
