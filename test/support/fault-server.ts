import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

export interface ReceivedRequest {
  /** Counts from 1, in order of arrival. */
  readonly number: number;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Responds to one request, or fails to. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

/** A real HTTP server on a free port of 127.0.0.1 whose responses a test chooses. */
export interface FaultServer {
  readonly url: string;
  /** Received requests, oldest first, each added once its body has arrived. */
  readonly requests: ReceivedRequest[];
  answer: Answer;
  close(): Promise<void>;
}

export async function startFaultServer(answer: Answer = json(200, {})): Promise<FaultServer> {
  const requests: ReceivedRequest[] = [];
  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const { method = "", url = "", headers } = incoming;
    const request = { number: requests.length + 1, method, url, headers, body };
    requests.push(request);
    await server.answer(response, request);
  }
  const http = createServer((incoming, response) => {
    // Some tests abort a request while its body is being read.
    receive(incoming, response).catch(() => response.destroy());
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const server: FaultServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    answer,
    async close() {
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
  return server;
}

/** Returns the URL of a port on which nothing listens. */
export async function findRefusingUrl(): Promise<string> {
  const server = await startFaultServer();
  await server.close();
  return server.url;
}

type HeaderValues = Record<string, string | number>;

export function raw(status: number, body: string | Buffer, headers: HeaderValues = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

export function json(status: number, body: unknown, headers: HeaderValues = {}): Answer {
  return raw(status, JSON.stringify(body), { "Content-Type": "application/json", ...headers });
}

export function html(status: number, body = "<!doctype html><html><body><h1>Log in</h1></body></html>"): Answer {
  return raw(status, body, { "Content-Type": "text/html" });
}

export function empty(status: number, headers: HeaderValues = {}): Answer {
  return raw(status, "", headers);
}

export function gzipped(status: number, body: unknown): Answer {
  const bytes = gzipSync(JSON.stringify(body));
  const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip", "Content-Length": bytes.length };
  return raw(status, bytes, headers);
}

export function redirect(status: number, location: string): Answer {
  return json(status, {}, { Location: location });
}

/** Resets the connection before the first byte of a response. */
export const reset: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never sends a header. */
export const silent: Answer = () => {};

/** Sends headers and half of the body, then nothing more. */
export const stall: Answer = (response) => {
  response.writeHead(200, { "Content-Type": "application/json" }).write('{"data":');
};

/** Closes the connection in the middle of the body. */
export const cutShort: Answer = (response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 100 });
  response.write('{"data":', () => response.destroy());
};

/** Responds with one answer after another, and keeps repeating the last. */
export function inTurn(...answers: Answer[]): Answer {
  let next = 0;
  return (response, request) => answers[Math.min(next++, answers.length - 1)]?.(response, request);
}
