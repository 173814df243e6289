import type { Sandbox } from "../../src/sandbox/index.ts";

/** The parts of a response that tests check. `body` is parsed JSON, or the text if it is not JSON. */
export interface ReadResponse {
  status: number;
  headers: Headers;
  // Tests read bodies of all shapes; a missing field fails their expectations.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Calls a sandbox in process with a token and JSON headers. */
export function call(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<ReadResponse> {
  return send(
    sandbox,
    new Request(`http://sandbox.test/api/v1${path}`, {
      method,
      headers: {
        Accept: "application/json",
        Authorization: `Bearer ${sandbox.token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
}

/** Sends a request unchanged. */
export async function send(sandbox: Pick<Sandbox, "fetch">, request: Request): Promise<ReadResponse> {
  return readResponse(await sandbox.fetch(request));
}

/** Reads a response to its end. */
export async function readResponse(response: Response): Promise<ReadResponse> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Returns a clock that stands still at noon (UTC) of a calendar date. */
export function noonOf(date: string): () => number {
  return () => Date.parse(`${date}T12:00:00Z`);
}
