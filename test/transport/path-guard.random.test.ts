import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrattaClient } from "../../src/client.ts";
import { TrattaRequestError } from "../../src/errors.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";
import { runs } from "../support/runs.ts";
import { METHODS, sendWithId } from "../support/send-with-id.ts";

const IDS = runs(10_000);

describe("a request with any id in its path", () => {
  let server: FaultServer;
  beforeAll(async () => {
    server = await startFaultServer();
  });
  afterAll(() => server.close());

  /** Ids full of what matters to a URL. */
  const awkwardId = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."./\\%2eEfF5cC?#&;:@ \t\n~a1é💳\ud800\u0000{}$"), maxLength: 8 }),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );

  it(`has exactly the segments that were meant or is refused, for ${IDS} ids (in process)`, async () => {
    const received: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      received.push(new URL(request.url).pathname);
      return Response.json({});
    };
    const client = createTrattaClient({ baseUrl: "https://api.test/api/v1", token: "token", fetch });
    let sent = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(awkwardId, fc.constantFrom(...METHODS), async (id, method) => {
        received.length = 0;
        const error = await sendWithId(client, method, id).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined) {
          refused += 1;
          expect(error).toBeInstanceOf(TrattaRequestError);
          expect(received).toEqual([]);
          return;
        }
        sent += 1;
        expect(received[0]?.split("/").map(decodeURIComponent)).toEqual(["", "api", "v1", "payment-plans", id]);
      }),
      { numRuns: IDS },
    );
    expect(sent).toBeGreaterThan(IDS / 5);
    expect(refused).toBeGreaterThan(IDS / 20);
  });

  it("reaches a real server with exactly the segments that were meant, or not at all", async () => {
    const client = createTrattaClient({ baseUrl: `${server.url}/api/v1`, token: "token" });
    await fc.assert(
      fc.asyncProperty(awkwardId, fc.constantFrom(...METHODS), async (id, method) => {
        server.requests.length = 0;
        const refused = await sendWithId(client, method, id).then(
          () => false,
          (error: unknown) => error instanceof TrattaRequestError,
        );
        const paths = server.requests.map(({ url }) => url.split("/").map(decodeURIComponent));
        expect(paths).toEqual(refused ? [] : [["", "api", "v1", "payment-plans", id]]);
      }),
      { numRuns: runs(500, 100) },
    );
  });
});
