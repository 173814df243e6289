import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createTrattaClient, type TrattaClient } from "../../src/client.ts";

/** A request for one page. `number` counts from 1, in order of arrival. */
export interface PageRequest {
  readonly number: number;
  readonly page: number;
  readonly limit: number;
  readonly url: URL;
  readonly signal: AbortSignal;
}

export type AnswerPage = (request: PageRequest) => unknown;

/** A list endpoint in memory. It handles requests concurrently, and rejects an aborted one with the signal's reason. */
export interface ListServer {
  readonly client: TrattaClient;
  readonly requests: readonly PageRequest[];
  /** Received requests that have neither a response nor been aborted. */
  underWay: number;
  mostUnderWay: number;
  aborted: number;
}

/** @param answer returns the JSON body, a whole `Response`, or a promise of either */
export function createListServer(answer: AnswerPage): ListServer {
  const requests: PageRequest[] = [];
  const fetch = async (incoming: Request, init?: RequestInit): Promise<Response> => {
    const signal = init?.signal ?? incoming.signal;
    const request = { ...readPageRequest(incoming.url, requests.length + 1), signal };
    requests.push(request);
    server.underWay += 1;
    server.mostUnderWay = Math.max(server.mostUnderWay, server.underWay);
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => {
        server.aborted += 1;
        reject(signal.reason);
      });
    });
    try {
      const body = await Promise.race([answerLater(() => answer(request)), aborted]);
      return body instanceof Response ? body : Response.json(body);
    } finally {
      server.underWay -= 1;
    }
  };
  const client = createTrattaClient({ baseUrl: "https://api.test/api/v1", token: "token", fetch, retry: false });
  const server: ListServer = { client, requests, underWay: 0, mostUnderWay: 0, aborted: 0 };
  return server;
}

/** Waits for one turn of the event loop, as a network would: requests made together are under way together. */
async function answerLater(answer: () => unknown): Promise<unknown> {
  await new Promise((resolve) => setImmediate(resolve));
  return answer();
}

function readPageRequest(address: string, number: number): Omit<PageRequest, "signal"> {
  const url = new URL(address);
  return { number, page: Number(url.searchParams.get("page")), limit: Number(url.searchParams.get("limit")), url };
}

/** A list endpoint over real HTTP on 127.0.0.1. It never responds to a page for which `answer` returns undefined. */
export interface HttpListServer {
  readonly client: TrattaClient;
  /** Requested pages, in order of arrival. */
  readonly pages: readonly number[];
  underWay: number;
  mostUnderWay: number;
  /** Pages whose connection the client closed before the response. */
  readonly abandoned: readonly number[];
  /** Resolves as soon as the condition holds. It is evaluated whenever a request arrives or ends. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function listenForPages(answer: (page: number, limit: number) => unknown): Promise<HttpListServer> {
  const pages: number[] = [];
  const abandoned: number[] = [];
  const waiting: { condition: () => boolean; resolve: () => void }[] = [];
  const changed = (): void => {
    for (const { condition, resolve } of waiting) if (condition()) resolve();
  };
  const http = createServer((incoming, outgoing) => {
    const { page, limit } = readPageRequest(`http://127.0.0.1${incoming.url}`, 0);
    pages.push(page);
    server.underWay += 1;
    server.mostUnderWay = Math.max(server.mostUnderWay, server.underWay);
    outgoing.once("close", () => {
      server.underWay -= 1;
      if (!outgoing.writableFinished) abandoned.push(page);
      changed();
    });
    changed();
    const body = answer(page, limit);
    if (body !== undefined) setImmediate(() => sendJson(outgoing, body));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1`;
  const server: HttpListServer = {
    client: createTrattaClient({ baseUrl, token: "token", retry: false }),
    pages,
    underWay: 0,
    mostUnderWay: 0,
    abandoned,
    until: (condition) =>
      condition() ? Promise.resolve() : new Promise((resolve) => void waiting.push({ condition, resolve })),
    async close() {
      http.close();
      http.closeAllConnections();
      await once(http, "close");
    },
  };
  return server;
}

function sendJson(outgoing: ServerResponse, body: unknown): void {
  outgoing.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
}

export interface ListRow {
  readonly id: string;
}

export function makeRows(count: number, prefix = "row-"): ListRow[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }));
}

export interface ListPage<Row> {
  data: Row[];
  meta: { total: number; current_page: number; per_page: number; total_pages: number };
  links: { first: string; prev: string | null; next: string | null; last: string };
}

/** A page in the shape that the spec documents. */
export function cutPage<Row>(rows: readonly Row[], page: number, limit: number): ListPage<Row> {
  const totalPages = Math.max(1, Math.ceil(rows.length / limit));
  const link = (to: number): string => `https://api.test/api/v1/customers?limit=${limit}&page=${to}`;
  return {
    data: rows.slice((page - 1) * limit, page * limit),
    meta: { total: rows.length, current_page: page, per_page: limit, total_pages: totalPages },
    links: {
      first: link(1),
      prev: page > 1 ? link(page - 1) : null,
      next: page < totalPages ? link(page + 1) : null,
      last: link(totalPages),
    },
  };
}
