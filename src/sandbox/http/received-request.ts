/** A request as the sandbox received it. Numbers of cards are masked wherever they stand. */
export interface ReceivedRequest {
  /** The sandbox's time, in epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** As sent, without `/api/v1` and query. */
  readonly path: string;
  /** The path of the OpenAPI document, such as `/charges/{id}`; undefined when none matches. */
  readonly pathTemplate: string | undefined;
  readonly operationId: string | undefined;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** By lower-case name; `authorization` is masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON or form fields, otherwise the text; undefined when the body is empty or was not read: by HTTP without the
   * token, and above 5 MB. Card and account numbers are masked. */
  readonly body: unknown;
}
