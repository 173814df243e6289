/** The sandbox that a command controls. */
export interface ControlTarget {
  readonly url: string;
  readonly token: string;
}

/** What a command asks of `/_sandbox`. */
export interface ControlCall {
  readonly method: "GET" | "POST" | "DELETE";
  /** Without `/_sandbox`, and with the query. */
  readonly path: string;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Sends a request as `callControl` does, and returns the JSON of the response. */
export async function readControl<Result>(target: ControlTarget, call: ControlCall): Promise<Result> {
  const response = await callControl(target, call);
  try {
    return JSON.parse(await response.text());
  } catch (error) {
    throw new Error(`there is no sandbox at ${target.url}`, { cause: error });
  }
}

/** Sends a request to `/_sandbox` of a running sandbox, and returns the response when it is a success.
 * @throws Error with a message for the user, and TypeError for an impossible address */
export async function callControl({ url, token }: ControlTarget, call: ControlCall): Promise<Response> {
  const { method, path, body, signal } = call;
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new TypeError("--url must be the address of a sandbox, such as http://127.0.0.1:4010");
  }
  let response: Response;
  try {
    response = await fetch(new URL(`/_sandbox${path}`, url), {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      redirect: "error",
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`no sandbox responds at ${url}; start one, or give the address of another with --url`, {
      cause: error,
    });
  }
  if (response.ok) return response;
  const { error, errorCode }: { error?: string; errorCode?: string } = await response.json().catch(() => ({}));
  if (response.status === 401) throw new Error("the sandbox has another token; give it with --token");
  // What is no sandbox may respond with anything, and an older one has fewer controls.
  throw new Error(errorCode === undefined ? `there is no sandbox at ${url}` : (error ?? errorCode));
}
