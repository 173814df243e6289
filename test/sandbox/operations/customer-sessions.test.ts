import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, noonOf, type ReadResponse } from "../../support/sandbox-caller.ts";

async function createSession(request: object): Promise<ReadResponse> {
  const sandbox = createSandbox({ dialect: "source", clock: noonOf("2025-03-01") });
  const customerId = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0].id;
  return call(sandbox, "POST", "/customer_sessions", { customer_id: customerId, ...request });
}

describe("POST /customer_sessions", () => {
  test("responds with a link to the sandbox's portal that is valid for a day", async () => {
    const { status, body } = await createSession({});
    expect([status, body.data]).toEqual([
      201,
      {
        id: body.data.id,
        magic_link: `http://sandbox.test/portal/${body.data.id}`,
        expires_at: "2025-03-02T12:00:00.000Z",
      },
    ]);
  });

  test("counts expires_in in seconds", async () => {
    expect((await createSession({ expires_in: 90 })).body.data.expires_at).toBe("2025-03-01T12:01:30.000Z");
  });

  test.each<[object, string]>([
    [{ customer_id: "nobody" }, "customer_id must be the id of an existing customer"],
    [{ expires_in: 0 }, "expires_in must be from 1 to 7776000 seconds"],
    [{ expires_in: 7_776_001 }, "expires_in must be from 1 to 7776000 seconds"],
    [{ expires_in: 1.5 }, "expires_in must be integer"],
    [{ redirect_url: "javascript:alert(1)" }, "redirect_url must be an http or https URL"],
  ])("refuses %j", async (request, error) => {
    const { status, body } = await createSession(request);
    expect([status, body]).toEqual([422, { error, errorCode: "validation_failed" }]);
  });
});
