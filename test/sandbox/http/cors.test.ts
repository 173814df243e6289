import { expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { call, send } from "../../support/sandbox-caller.ts";

test("a preflight request is allowed without a token, is not recorded and not counted", async () => {
  const sandbox = createSandbox({ rateLimit: 1 });
  const { status, headers } = await send(
    sandbox,
    new Request("http://sandbox.test/api/v1/charges", {
      method: "OPTIONS",
      headers: {
        Origin: "https://app.test",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,x-trace",
      },
    }),
  );
  expect(status).toBe(204);
  expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(headers.get("Access-Control-Allow-Methods")).toBe("GET, POST, PUT, PATCH, DELETE");
  expect(headers.get("Access-Control-Allow-Headers")).toBe("authorization,x-trace");
  expect(sandbox.requests).toEqual([]);
  expect((await call(sandbox, "GET", "/webhooks")).status).toBe(200);
});

test("a page may read every response, including errors, faults and refusals", async () => {
  const sandbox = createSandbox({ rateLimit: 3 });
  sandbox.faults.add({ kind: "status", status: 500 });
  const responses = [
    await call(sandbox, "GET", "/webhooks"),
    await call(sandbox, "GET", "/nowhere"),
    await call(sandbox, "GET", "/webhooks"),
    await call(sandbox, "GET", "/webhooks"),
  ];
  expect(responses.map(({ status }) => status)).toEqual([500, 404, 200, 429]);
  for (const { headers } of responses) {
    expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(headers.get("Access-Control-Expose-Headers")).toContain("Date");
    expect(headers.get("Access-Control-Expose-Headers")).toContain("Retry-After");
    expect(headers.get("Access-Control-Expose-Headers")).toContain("X-RateLimit-Remaining");
  }
});
