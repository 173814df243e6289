/** What is used of a web stream; a type of our own, because not every platform's types have `ReadableStream`. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

/**
 * A received webhook: a `Request`, or what another server has of it. A `Request` of any platform fits.
 */
export interface IncomingWebhook {
  /** `Headers`, or the record of Node.js. */
  readonly headers:
    { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The raw body, before any parsing: JSON that was parsed and written again has other bytes. A string is taken as UTF-8;
   * bytes are safer, because decoding drops a byte order mark.
   */
  readonly body: string | Uint8Array | ArrayBuffer | ByteStream | null;
  /** Of a `Request`. */
  readonly bodyUsed?: boolean;
}
