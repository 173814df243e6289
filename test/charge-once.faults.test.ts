import { describe, expect, it } from "vitest";
import { chargeOnce } from "../src/charge-once.ts";
import { createTrattaClient } from "../src/client.ts";
import type { Charge } from "../src/models.ts";
import {
  type Answer,
  cutShort,
  empty,
  findRefusingUrl,
  html,
  json,
  type ReceivedRequest,
  reset,
  silent,
  startFaultServer,
} from "./support/fault-server.ts";
import { cutPage } from "./support/list-server.ts";

const body = { amount: 700, debt_account_id: "account-1" };

/** What the server does after it has carried out the charge. */
const POST_FAULTS: Record<string, Answer> = {
  "a reset": reset,
  "HTTP 500": json(500, { error: "no" }),
  "HTTP 408": html(408),
  "HTTP 425": json(425, {}),
  "a body cut short": cutShort,
  HTML: html(200),
  "an empty 201": empty(201),
  "a timeout": silent,
};

/** What a look meets. */
const LOOK_FAULTS: Record<string, Answer | "works" | "refuses the connection"> = {
  "gets 401": json(401, { error: "Unauthenticated" }),
  "gets 422": json(422, { error: "no" }),
  "gets 429 for an hour": json(429, {}, { "Retry-After": 3_600 }),
  "is reset": reset,
  "finds an empty list": json(200, cutPage([], 1, 500)),
  "gets HTML": html(200),
  "gets 404, and an empty list of transactions": (response, request) =>
    (request.url.startsWith("/charges") ? json(404, {}) : json(200, cutPage([], 1, 500)))(response, request),
  "meets a refused connection": "refuses the connection",
  works: "works",
};

const pairs = Object.keys(POST_FAULTS).flatMap((post) => Object.keys(LOOK_FAULTS).map((look) => [post, look] as const));

describe.concurrent("a charge that the server carried out, over real HTTP", () => {
  it.each(pairs)(
    "is sent once and never reported as not charged when its POST ends in %s and the look %s",
    async (post, look) => {
      const held: Charge[] = [];
      const postFault = POST_FAULTS[post] ?? reset;
      const lookFault = LOOK_FAULTS[look] ?? reset;
      const server = await startFaultServer((response, request) => {
        if (request.method === "POST") {
          held.push({ ...(JSON.parse(request.body) as Charge), id: "charge-1", created_at: new Date().toISOString() });
          return postFault(response, request);
        }
        const list = json(200, cutPage(held, 1, 500));
        return (typeof lookFault === "string" ? list : lookFault)(response, request);
      });
      const refusingUrl = await findRefusingUrl();
      const refuses = lookFault === "refuses the connection";
      const client = createTrattaClient({
        baseUrl: server.url,
        token: "token",
        // Long enough for a busy machine, where every other fault must come before it.
        timeoutMs: postFault === silent ? 200 : 20_000,
        fetch: (request, init) => fetch(refuses && request.method === "GET" ? refusingUrl : request, init),
      });
      try {
        const outcome = await chargeOnce(client, body, { lookForMs: lookFault === "works" ? 20_000 : 100 });
        if (lookFault === "works") {
          expect(outcome).toEqual({ outcome: "charged", charge: held[0], via: "lookup" });
        } else {
          expect(outcome).toMatchObject({ outcome: "unknown", candidates: [] });
          // Why the response is missing, not what the look failed by.
          expect(outcome).toMatchObject({ error: { method: "POST", path: "/charges", outcome: "unknown" } });
        }
        expect(server.requests.filter(isPost)).toHaveLength(1);
        expect(held).toHaveLength(1);
      } finally {
        await server.close();
      }
    },
  );
});

function isPost({ method }: ReceivedRequest): boolean {
  return method === "POST";
}
