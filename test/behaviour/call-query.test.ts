import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTrattaClient } from "../../src/client.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
beforeEach(() => server.requests.splice(0));
afterAll(() => server.close());

/** Sends a query and returns what arrived. */
async function arrived(query: Record<string, unknown>, init: object = {}): Promise<[string, string][]> {
  const get = createTrattaClient({ baseUrl: server.url, token: "t" }).GET as unknown as (
    path: string,
    init: object,
  ) => Promise<unknown>;
  await get("/charges", { params: { query }, ...init });
  return [...new URL(server.requests.at(-1)?.url ?? "", server.url).searchParams];
}

describe("the name of a query parameter", () => {
  it.each(["a#b", "a&b", "a=b", "a%23b", "filter[status]", "é", "a b", "a+b", "__proto__"])(
    "arrives as it is, and so do the parameters after it: %s",
    async (name) => {
      const query = Object.fromEntries([
        [name, "1"],
        ["limit", 7],
      ]);
      const expected = [
        [name, "1"],
        ["limit", "7"],
      ];
      expect(await arrived(query)).toEqual(expected);
      expect(await arrived(query, { querySerializer: { array: { style: "form", explode: false } } })).toEqual(expected);
    },
  );

  it("is left to the caller's own serializer function", async () => {
    const querySerializer = (query: Record<string, unknown>): string => Object.keys(query).join("&");
    expect(await arrived({ "a[]": 1, limit: 7 }, { querySerializer })).toEqual([
      ["a[]", ""],
      ["limit", ""],
    ]);
  });

  it("is refused when it has half of a character or a control character, even with an empty list", async () => {
    for (const query of [{ "a\ud800": 1 }, { "a\ud800": [] }, { "a\u0000": true }]) {
      await expect(arrived(query)).rejects.toMatchObject({ code: "TrattaRequestError", outcome: "not_sent" });
    }
    expect(server.requests).toEqual([]);
  });
});

describe("any query", () => {
  it("arrives as it was meant", async () => {
    const text = fc.string({ unit: fc.constantFrom(..."#&=?+%[] aé💳/;,") });
    const value = fc.oneof(text, fc.integer(), fc.boolean());
    const query = fc.dictionary(fc.string({ unit: fc.constantFrom(..."#&=?+%[] aé💳"), minLength: 1 }), value);
    await fc.assert(
      fc.asyncProperty(query, async (meant) => {
        expect(await arrived(meant)).toEqual(Object.entries(meant).map(([name, item]) => [name, String(item)]));
      }),
    );
  });
});
