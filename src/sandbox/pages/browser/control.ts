/** The sandbox does not know the token. */
export class WrongToken extends Error {}

/** Calls the control API with a token. */
export interface Control {
  /** Returns the JSON of the response, or undefined for none.
   * @throws WrongToken, and Error with a message for the user */
  readonly call: <Result>(method: string, path: string, body?: object) => Promise<Result>;
  /** Opens the stream of a path. @throws as `call` */
  readonly open: (path: string, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
}

/** Creates what calls the sandbox that this page is from. */
export function createControl(token: string): Control {
  async function send(method: string, path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      response = await fetch(`/_sandbox${path}`, { method, headers, cache: "no-store", ...init });
    } catch (error) {
      throw new Error("The sandbox does not respond.", { cause: error });
    }
    if (response.ok) return response;
    if (response.status === 401) throw new WrongToken("The sandbox has another token.");
    const { error = `The sandbox responded with ${response.status}.` } = await response.json().catch(() => ({}));
    throw new Error(error);
  }
  return {
    async call(method, path, body) {
      const response = await send(method, path, body ? { body: JSON.stringify(body) } : {});
      return response.status === 204 ? undefined : response.json();
    },
    async open(path, signal) {
      const { body } = await send("GET", path, { signal });
      if (body === null) throw new Error("The sandbox sent no events.");
      return body;
    },
  };
}
