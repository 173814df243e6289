import { isTrattaError, type CallResult, type FetchInit } from "tratta-client";
import type { JsonValue } from "../spec/json-value.ts";
import type { Mask } from "./create-mask.ts";
import { trimBody } from "./trim-body.ts";

/** Where the recorded traffic appears to come from. Nothing of the real host gets into the recording. */
export const RECORDED_SERVER = "https://recorded.example/api/v1";

/** The largest response to read, in bytes: a list with one row, or a resource, is far smaller. */
export const MAX_RESPONSE_BYTES = 1_000_000;

const ID = "99999999-9999-4999-8999-999999999999";

/** What became of one call. */
export interface ProbedCall {
  /** Method and path template, as in `GET /customers/{id}`. */
  readonly operation: string;
  /** Undefined when there was no response. */
  readonly status?: number;
  /** Why the call failed, without anything of the response but its status; undefined after a 2xx status with JSON. */
  readonly failure?: string;
}

/** Runs calls of a client, one at a time, and records what is sent and received. */
export interface Recorder {
  /** For the client, which gets every response untouched. */
  readonly fetch: (request: Request, init?: FetchInit) => Promise<Response>;
  /** Returns the response body, trimmed, or undefined after a failure, which is listed in `calls`. */
  readonly attempt: <Data>(operation: string, call: () => Promise<CallResult<Data>>) => Promise<Data | undefined>;
  readonly calls: readonly ProbedCall[];
  /** The responses so far as a HAR: JSON with every value masked, nothing of any other body. Undefined without a response. */
  readonly toHar: () => Promise<object | undefined>;
}

interface Exchange {
  readonly operation: string;
  readonly search: string;
  readonly status: number;
  readonly sent: JsonValue | undefined;
  readonly received: JsonValue | undefined;
}

/** @param send sends a request of the client: a `fetch` */
export function recordTraffic(mask: Mask, send: Recorder["fetch"]): Recorder {
  const calls: ProbedCall[] = [];
  const exchanges: Promise<Exchange>[] = [];
  let current = "";
  return {
    calls,
    async fetch(request, init) {
      const operation = current;
      const sent = request.body ? await readJson(request) : undefined;
      const response = await send(request, init);
      const { search } = new URL(request.url);
      const { status } = response;
      exchanges.push(readJson(response).then((received) => ({ operation, search, status, sent, received })));
      return response;
    },
    async attempt(operation, call) {
      current = operation;
      try {
        const { data, response } = await call();
        const { ok, status } = response;
        calls.push(ok ? { operation, status } : { operation, status, failure: `HTTP ${status}` });
        return data === undefined ? data : (trimBody(data as JsonValue) as typeof data);
      } catch (error) {
        calls.push({ operation, failure: describeFailure(error) });
        return undefined;
      }
    },
    async toHar() {
      const entries = (await Promise.all(exchanges)).map((exchange) => toEntry(exchange, mask));
      if (entries.length === 0) return undefined;
      return { log: { version: "1.2", creator: { name: "tratta-client probe", version: "1" }, entries } };
    },
  };
}

/** Reads a copy of a message beside its reader. Without JSON in it, there is nothing to compare. */
async function readJson(message: Request | Response): Promise<JsonValue | undefined> {
  if (!/\bjson\b/i.test(message.headers.get("Content-Type") ?? "")) return undefined;
  try {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of message.clone().body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(bytes, { stream: true });
      // Leaving the loop cancels the copy. Otherwise an endless body would be read on after its reader has given up.
      if (text.length > MAX_RESPONSE_BYTES) return undefined;
    }
    return trimBody(JSON.parse(text + decoder.decode()));
  } catch {
    return undefined;
  }
}

/** The message of a `TrattaResponseError` quotes the response; those of the other errors hold nothing of it. */
function describeFailure(error: unknown): string {
  if (!isTrattaError(error)) throw error;
  if (error.code !== "TrattaResponseError") return error.message.replace(/^[A-Z]+ \S+: /, "");
  const { status } = error;
  return status >= 300 || status === 0
    ? `HTTP ${status}, a redirect`
    : `HTTP ${status}, but the body is not JSON of at most 1 MB`;
}

function toEntry({ operation, search, status, sent, received }: Exchange, mask: Mask): object {
  const [method = "", template = ""] = operation.split(" ");
  const json = (body: JsonValue | undefined) =>
    body === undefined ? [] : [{ name: "Content-Type", value: "application/json" }];
  const content = (body: JsonValue | undefined) =>
    body === undefined
      ? { mimeType: "", text: "" }
      : { mimeType: "application/json", text: JSON.stringify(mask(body)) };
  const headers = [
    { name: "Accept", value: "application/json" },
    { name: "Authorization", value: "Bearer masked" },
  ];
  return {
    startedDateTime: "2000-01-01T00:00:00Z",
    time: 0,
    request: {
      method,
      // The query is the round's own; ids come from the server.
      url: RECORDED_SERVER + template.replaceAll(/\{\w+\}/g, ID) + search,
      headers: [...headers, ...json(sent)],
      ...(sent !== undefined && { postData: content(sent) }),
    },
    response: { status, headers: json(received), content: content(received) },
  };
}
