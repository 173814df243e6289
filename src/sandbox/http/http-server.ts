import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** A sandbox that is listening. */
export interface SandboxListener {
  /** The origin, such as `http://127.0.0.1:4010`. It works as a base URL with and without `/api/v1`. */
  readonly url: string;
  /** Closes all connections and the port. */
  readonly close: () => Promise<void>;
}

/** Serves a fetch-like function as HTTP on 127.0.0.1; port 0 is any free one. When it rejects, the connection is closed.
 * @throws RangeError for an impossible port, and the system's error (EADDRINUSE) for one in use */
export async function listenOnLoopback(
  handle: (request: Request) => Promise<Response>,
  port: number,
): Promise<SandboxListener> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError("port must be a whole number from 0 to 65535");
  }
  let url = "";
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing, handle, url));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`;
  let closed: Promise<void> | undefined;
  return {
    url,
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
  url: string,
): Promise<void> {
  const closed = new AbortController();
  outgoing.once("close", () => closed.abort());
  try {
    const request = await readIncoming(incoming, url, closed.signal);
    if (request === undefined) {
      outgoing.writeHead(400, { "Content-Length": "0" }).end();
      return;
    }
    await send(await handle(request), outgoing);
  } catch {
    // After the headers the socket closes as it is; before them it is reset, so that no response arrives.
    if (outgoing.headersSent) incoming.socket.destroy();
    else incoming.socket.resetAndDestroy();
  }
}

async function readIncoming(incoming: IncomingMessage, url: string, signal: AbortSignal): Promise<Request | undefined> {
  const { method = "GET", url: target = "/" } = incoming;
  const mayHaveBody = method !== "GET" && method !== "HEAD";
  const body = mayHaveBody ? await buffer(incoming) : null;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  try {
    // The Host header, so that links lead back to where the caller reached us. Concatenated, since resolving a target that
    // starts with // would replace the host.
    const origin = new URL(`http://${incoming.headers.host ?? url.slice("http://".length)}`).origin;
    return new Request(origin + target, { method, headers, body, signal });
  } catch {
    return undefined;
  }
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    const chunk = part.value;
    await new Promise<void>((resolve, reject) => {
      outgoing.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
  outgoing.end();
}
