import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf, send } from "../../../support/sandbox-caller.ts";

function vendorSandbox(): Sandbox {
  return createSandbox({ customers: 2, clock: noonOf("2025-03-01") });
}

describe("POST /customer-sessions", () => {
  test("responds with the portal's address, valid for a day", async () => {
    const { status, body } = await call(vendorSandbox(), "POST", "/customer-sessions", { customer_id: "CUS-000001" });
    expect([status, body.data]).toEqual([
      201,
      {
        id: body.data.id,
        portal_url: `http://sandbox.test/portal/${body.data.id}`,
        expiration: "2025-03-02T12:00:00.000Z",
      },
    ]);
  });

  test("counts valid_until in hours, and returns return_url", async () => {
    const request = { debt_account_id: "ACC-000002", valid_until: 2160, return_url: "https://shop.example/" };
    const { data } = (await call(vendorSandbox(), "POST", "/customer-sessions", request)).body;
    expect(data).toMatchObject({ expiration: "2025-05-30T12:00:00.000Z", return_url: "https://shop.example/" });
  });

  test("leads to expiration_return_url once the session has expired", async () => {
    const sandbox = vendorSandbox();
    const request = { customer_id: "CUS-000001", valid_until: 1, expiration_return_url: "https://shop.example/over" };
    const { data } = (await call(sandbox, "POST", "/customer-sessions", request)).body;
    expect((await send(sandbox, new Request(data.portal_url))).status).toBe(200);
    sandbox.clock.advance(3_600_000);
    const { status, headers } = await send(sandbox, new Request(data.portal_url));
    expect([status, headers.get("location")]).toEqual([302, "https://shop.example/over"]);
    expect((await send(sandbox, new Request(data.portal_url, { method: "POST" }))).status).toBe(410);
  });

  test.each<[object, string]>([
    [{}, "customer_id is required without debt_account_id"],
    [{ customer_id: "nobody" }, "customer_id must be the id or the external id of an existing customer"],
    [{ debt_account_id: "nothing" }, "debt_account_id must be the id or the external id of an existing debt account"],
    [{ customer_id: "CUS-000001", debt_account_id: "ACC-000002" }, "debt_account_id must belong to the customer"],
    [{ customer_id: "CUS-000001", valid_until: 0 }, "valid_until must be from 1 to 2160 hours"],
    [{ customer_id: "CUS-000001", valid_until: 2161 }, "valid_until must be <= 2160"],
    [{ customer_id: "CUS-000001", return_url: "javascript:alert(1)" }, "return_url must be an http or https URL"],
    [
      { customer_id: "CUS-000001", expiration_return_url: "data:," },
      "expiration_return_url must be an http or https URL",
    ],
  ])("refuses %j", async (request, error) => {
    const { status, body } = await call(vendorSandbox(), "POST", "/customer-sessions", request);
    expect([status, body.error]).toEqual([422, expect.stringContaining(error)]);
  });

  test("each path responds in the dialect of the sandbox", async () => {
    const [vendor, source] = [vendorSandbox(), createSandbox({ dialect: "source" })];
    const old = await call(vendor, "POST", "/customer_sessions", {
      customer_id: (await call(vendor, "GET", "/customers")).body.data[0].id,
      expires_in: 60,
    });
    expect(old.body.data).toMatchObject({ portal_url: expect.any(String), expiration: "2025-03-01T12:01:00.000Z" });
    const customer_id = (await call(source, "GET", "/customers")).body.data[0].id;
    const session = await call(source, "POST", "/customer-sessions", { customer_id, valid_until: 1 });
    expect(Object.keys(session.body.data)).toEqual(["id", "magic_link", "expires_at"]);
  });
});
