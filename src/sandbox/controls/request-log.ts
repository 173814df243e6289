/** A request as the sandbox received it. */
export interface ReceivedRequest {
  /** The sandbox's time, in epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** As sent, without `/api/v1` and query. */
  readonly path: string;
  /** The path of the OpenAPI document, such as `/charges/{id}`; undefined where none matches. */
  readonly pathTemplate: string | undefined;
  readonly operationId: string | undefined;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** By lower-case name; `authorization` is masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON or form fields, else the text; undefined where nothing was sent. */
  readonly body: unknown;
}

/** A received request and how it was answered. */
export interface RecordedRequest extends ReceivedRequest {
  /** Undefined while under way, and when the connection was dropped without an answer. */
  readonly status: number | undefined;
}

/** The newest requests, oldest first. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  add(received: ReceivedRequest): { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  clear(): void;
}

/** Makes a log that keeps the newest `limit` requests. */
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
