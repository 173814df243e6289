import type { Sandbox } from "../../src/sandbox/index.ts";

/** What a test looks at in an answer; `body` is parsed JSON, or the text where it is none. */
export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers of all shapes; what is not there fails their expectations.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Calls a sandbox in process with a token and JSON headers. */
export function call(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<Answer> {
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

/** Sends a request as it is. */
export async function send(sandbox: Pick<Sandbox, "fetch">, request: Request): Promise<Answer> {
  return readAnswer(await sandbox.fetch(request));
}

/** Reads an answer to its end. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A clock that stands still at noon (UTC) of a calendar date. */
export function noonOf(date: string): () => number {
  return () => Date.parse(`${date}T12:00:00Z`);
}
