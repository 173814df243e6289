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
  clear(): void;
}

/** Creates a log that keeps the latest `limit` requests. */
export function createRequestLog(limit: number): RequestLog {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    add(received) {
      const recorded = { ...received, status: undefined, warnings: [] };
      requests.push(recorded);
      if (requests.length > limit) requests.shift();
      return recorded;
    },
    clear() {
      requests.length = 0;
    },
  };
}
