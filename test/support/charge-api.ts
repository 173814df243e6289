import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "../../src/client.ts";
import { cutPage } from "./list-server.ts";

/** A row of GET /charges or /transactions; what a server really sends may be of any type. */
export type Row = Record<string, unknown>;

/** Gives the response to a request, or throws like a `fetch` that failed. */
export type Respond = (request: Request) => Response | Promise<Response>;

/** POST /charges and GET /charges in memory, with a clock of its own. Replace `post` and `list` to let them fail. */
export interface ChargeApi {
  readonly client: TrattaClient;
  readonly charges: Row[];
  /** As `"POST /charges"`, in the order of their arrival. */
  readonly requests: string[];
  /** How far its clock is ahead, in milliseconds. */
  clockOffsetMs: number;
  /** Undefined leaves the `Date` header out. */
  date: (() => string) | undefined;
  post: Respond;
  list: Respond;
  listTransactions: Respond;
  /** Carries a charge out. */
  commit(body: Row): Row;
  /** A page of rows, as GET gives it. */
  page(request: Request, rows: readonly Row[]): Response;
}

/** @param options of the client, beyond those that connect it */
export function createChargeApi(options: Partial<TrattaClientOptions> = {}): ChargeApi {
  const respond = async (request: Request, init?: RequestInit): Promise<Response> => {
    // As over a network: after a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    init?.signal?.throwIfAborted();
    const path = new URL(request.url).pathname.slice("/api/v1".length);
    api.requests.push(`${request.method} ${path}`);
    const post = request.method === "POST";
    const response = await (post ? api.post : path === "/charges" ? api.list : api.listTransactions)(request);
    if (api.date && !response.headers.has("Date")) response.headers.set("Date", api.date());
    return response;
  };
  const api: ChargeApi = {
    client: createTrattaClient({
      baseUrl: "https://api.test/api/v1",
      token: "t",
      retry: false,
      fetch: respond,
      ...options,
    }),
    charges: [],
    requests: [],
    clockOffsetMs: 0,
    date: () => new Date(Date.now() + api.clockOffsetMs).toUTCString(),
    post: async (request) => Response.json({ data: api.commit((await request.json()) as Row) }, { status: 201 }),
    list: (request) => api.page(request, api.charges.toReversed()),
    listTransactions: (request) => api.page(request, []),
    commit({ amount, debt_account_id, debt_account_external_id, description }) {
      const created_at = new Date(Date.now() + api.clockOffsetMs).toISOString();
      const id = `charge-${api.charges.length + 1}`;
      const accounts = { debt_account_id, debt_account_external_id };
      const charge = { id, amount, ...accounts, description, status: "completed", created_at };
      api.charges.push(charge);
      return charge;
    },
    page(request, rows) {
      const query = new URL(request.url).searchParams;
      return Response.json(cutPage(rows, Number(query.get("page")), Number(query.get("limit"))));
    },
  };
  return api;
}

/** A connection that breaks before there is a response. */
export const connectionReset: Respond = () => {
  throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
};

/** Carries the charge out, then responds otherwise. */
export function commitThen(api: ChargeApi, respond: Respond): Respond {
  return async (request) => {
    api.commit((await request.clone().json()) as Row);
    return respond(request);
  };
}
