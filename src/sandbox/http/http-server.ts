import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ApiError } from "../domain/api-error.ts";
import { createHostCheck, parseHost } from "./host-check.ts";
import { createOriginRules } from "./origins.ts";
import type { RequestHead } from "./request-head.ts";
import { createTextCollector, MAX_BODY_BYTES } from "./read-text.ts";
import { errorResponse, TextResponse } from "./responses.ts";

/** A sandbox that is listening. */
export interface SandboxListener {
  /** The origin, such as `http://127.0.0.1:4010`. It works as a base URL with and without `/api/v1`. */
  readonly url: string;
  /** Closes all connections and the port. */
  readonly close: () => Promise<void>;
}

/** Handles a request without its body, which `readBody` reads when it is wanted: undefined is one that is too large. */
export type Handler = (
  request: RequestHead,
  readBody: () => Promise<string | undefined>,
  signal: AbortSignal,
) => Promise<Response>;

/** Where a listener listens, and whom it answers. */
export interface ListenOptions {
  /** 0 is any free one. */
  readonly port: number;
  /** An IP address or a name of this machine. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** How long clients may take, in milliseconds. */
  readonly limits?: ConnectionLimits;
}

interface ConnectionLimits {
  readonly headersMs: number;
  /** Headers and body together. */
  readonly requestMs: number;
  /** To take a part of a response. */
  readonly partMs: number;
  /** To end a body that nobody reads. */
  readonly discardMs: number;
}

const LIMITS: ConnectionLimits = { headersMs: 10_000, requestMs: 60_000, partMs: 60_000, discardMs: 2_000 };
const MAX_CONNECTIONS = 2_000;

/** Serves a handler as HTTP. When it rejects, the connection is closed.
 * @throws RangeError for an impossible port, and the system's error (EADDRINUSE) for one in use */
export async function listenForHttp(handle: Handler, options: ListenOptions): Promise<SandboxListener> {
  const { port, host, limits = LIMITS } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError("port must be a whole number from 0 to 65535");
  }
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    keepAlive: true,
  });
  server.maxConnections = MAX_CONNECTIONS;
  const serve = createService(handle, options, limits);
  server.on("request", (incoming, outgoing) => void serve(incoming, outgoing));
  // Expect: 100-continue. The body is asked for when it is wanted.
  server.on("checkContinue", (incoming, outgoing) => void serve(incoming, outgoing));
  server.listen(port, host);
  await once(server, "listening");
  let closed: Promise<void> | undefined;
  return {
    url: urlOf(server, host),
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://${inUrl(ANY_ADDRESS[host] ?? host)}:${port}`;
}

/** The addresses that stand for all, with one that a client can call. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function createService(
  handle: Handler,
  { host, allowedHosts, allowedOrigins }: ListenOptions,
  { partMs, discardMs }: ConnectionLimits,
): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> {
  // An address or name to listen on is one to be called by.
  const isAllowedHost = createHostCheck(host in ANY_ADDRESS ? allowedHosts : [...allowedHosts, inUrl(host)]);
  const origins = createOriginRules(allowedOrigins);

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<Response> {
    const target = readTarget(incoming);
    const hosts = incoming.headersDistinct["host"] ?? [];
    // The host of an absolute target counts for the request, the Host header for what it claims to be.
    if (target === undefined || hosts.length > 1) return badRequest();
    if (![target.host, ...hosts].every(isAllowedHost)) return refuseHost();
    if (!origins.isAllowed(incoming.headers, target.host)) return origins.refuse();
    const request = readHead(incoming, target);
    if (request === undefined) return badRequest();
    const closed = new AbortController();
    outgoing.once("close", () => {
      // To abort takes time, also when nothing is under way any more.
      if (!outgoing.writableFinished) closed.abort();
    });
    const readBody = (): Promise<string | undefined> => readIncoming(incoming, outgoing);
    return handle(request, readBody, closed.signal);
  }

  return async (incoming, outgoing) => {
    try {
      await send(await respond(incoming, outgoing), outgoing, partMs);
      if (!incoming.complete) discard(incoming, discardMs);
    } catch {
      // After the headers the socket closes as it is; before them it is reset, so that no response arrives.
      if (outgoing.headersSent) incoming.socket.destroy();
      else incoming.socket.resetAndDestroy();
    }
  };
}

/** Where a request leads. */
interface Target {
  /** Name and port. */
  readonly host: string;
  /** The URL, with `http:` for a path alone. */
  readonly url: string;
}

/** Reads the target of a request: a path, or a whole URL, as for a proxy. */
function readTarget({ url: target = "/", headers }: IncomingMessage): Target | undefined {
  const [, absoluteHost] = /^https?:\/\/([^/?#]+)/i.exec(target) ?? [];
  const { host = absoluteHost ?? "" } = headers;
  if (parseHost(host) === undefined || parseHost(absoluteHost ?? host) === undefined) return undefined;
  if (absoluteHost !== undefined) return { host: absoluteHost, url: target };
  // Concatenated, since resolving a target that starts with // would replace the host.
  return target.startsWith("/") ? { host, url: `http://${host}${target}` } : undefined;
}

/** Returns undefined for what is no request that fetch could send. */
function readHead({ method = "GET", rawHeaders }: IncomingMessage, { url }: Target): RequestHead | undefined {
  if (/^(CONNECT|TRACE|TRACK)$/.test(method)) return undefined;
  try {
    const headers = new Headers();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
    }
    return { method, url: new URL(url).href, headers };
  } catch {
    return undefined;
  }
}

async function readIncoming(incoming: IncomingMessage, outgoing: ServerResponse): Promise<string | undefined> {
  const { "content-length": length, "transfer-encoding": encoding, expect } = incoming.headers;
  if (Number(length) > MAX_BODY_BYTES) return undefined;
  if (length === undefined && encoding === undefined) return "";
  if (expect !== undefined) outgoing.writeContinue();
  return new Promise((resolve, reject) => {
    const body = createTextCollector();
    const collect = (chunk: Uint8Array): void => {
      if (body.add(chunk)) return;
      // The rest stays where it is until the response has been sent.
      incoming.off("data", collect).pause();
      resolve(undefined);
    };
    incoming.on("data", collect);
    incoming.once("end", () => resolve(body.text()));
    incoming.once("error", reject);
    incoming.once("close", () => reject(new Error("The client has gone before the end of its request.")));
  });
}

/** Reads a body to its end without keeping it: closing the connection at once could cost the client the response. */
function discard(incoming: IncomingMessage, limitMs: number): void {
  const timer = setTimeout(() => incoming.socket.destroy(), limitMs);
  timer.unref();
  incoming.once("close", () => clearTimeout(timer));
  incoming.resume();
}

async function send(response: Response, outgoing: ServerResponse, limitMs: number): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response instanceof TextResponse) return sendAtOnce(response.content, outgoing, limitMs);
  outgoing.flushHeaders();
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      await write(part.value, outgoing, limitMs);
    }
  } catch (error) {
    reader?.cancel().catch(() => {});
    throw error;
  }
  outgoing.end();
}

/** Sends headers and body in one packet, and waits as `write` does. */
function sendAtOnce(text: string, outgoing: ServerResponse, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The client does not read the response.")), limitMs);
    timer.unref();
    outgoing.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    outgoing.end(text);
  });
}

/** Waits until the client has taken a part of a response, as long as that is worth it. */
function write(part: Uint8Array, outgoing: ServerResponse, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The client does not read the response.")), limitMs);
    timer.unref();
    outgoing.write(part, (error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
  });
}

function badRequest(): Response {
  return errorResponse(new ApiError(400, "bad_request", "The request is not valid HTTP, or cannot be read."));
}

function refuseHost(): Response {
  const message =
    "The Host header names a host that the sandbox does not answer for; list it in allowedHosts (--allowed-hosts).";
  return errorResponse(new ApiError(403, "host_not_allowed", message));
}
