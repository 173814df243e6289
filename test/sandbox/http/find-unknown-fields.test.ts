import { describe, expect, test } from "vitest";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { findUnknownFields, printableName } from "../../../src/sandbox/http/find-unknown-fields.ts";
import { call } from "../../support/sandbox-caller.ts";

const CARD = {
  card_holder: "Ada",
  card_number: "4111111111111111",
  card_expiration_month: 12,
  card_expiration_year: "40",
};
const CHARGE = {
  amount: 100,
  debt_account_external_id: "ACC-000001",
  card: { ...CARD, nickname: "mine" },
  curency: "EUR",
};
const WARNINGS = [
  "query.lmit is not documented for this operation",
  "card.nickname is not documented for this operation",
  "curency is not documented for this operation",
];

describe("fields and query parameters that an operation does not document", () => {
  test("are listed as warnings of the request, which is not refused", async () => {
    const sandbox = createSandbox();
    expect((await call(sandbox, "POST", "/charges?lmit=5", CHARGE)).status).toBe(201);
    await call(sandbox, "GET", "/charges?limit=5&page=1");
    expect(sandbox.requests.map(({ warnings }) => warnings)).toEqual([WARNINGS, []]);
  });

  test("are a 422 with strict, and nothing changes", async () => {
    const sandbox = createSandbox({ strict: true });
    const { status, body } = await call(sandbox, "POST", "/charges?lmit=5", CHARGE);
    expect([status, body]).toEqual([422, { error: WARNINGS.join("; "), errorCode: "validation_failed" }]);
    expect(sandbox.requests[0]?.warnings).toEqual(WARNINGS);
    const { nickname: _name, ...card } = CHARGE.card;
    const { curency: _currency, ...charge } = { ...CHARGE, card };
    expect((await call(sandbox, "POST", "/charges", charge)).status).toBe(201);
  });

  test("are named together with what is wrong besides", async () => {
    const sandbox = createSandbox();
    const { body } = await call(sandbox, "POST", "/charges", { amout: 5 });
    expect(body.error).toBe("amount is required");
    expect(sandbox.requests[0]?.warnings).toEqual(["amout is not documented for this operation"]);
  });

  test("are found in rows and not in metadata, in either form of a body", async () => {
    const sandbox = createSandbox();
    const rows = [{ customer: { name: "Ada", metadata: { any: "thing" }, nmae: 1 }, debt_accounts: [{ balanse: 1 }] }];
    await call(sandbox, "POST", "/bulk", rows);
    await call(sandbox, "POST", "/customers", { first_name: "Ada", last_name: "B", middle_name: "C" });
    expect(sandbox.requests.map(({ warnings }) => warnings.map((each) => each.split(" ", 1)[0]))).toEqual([
      ["0.customer.nmae", "0.debt_accounts.0.balanse"],
      ["middle_name"],
    ]);
  });
});

test("at most 20 unknown fields are listed, with long numbers and control characters masked and long names cut", () => {
  const schema = { type: "object", properties: { known: { type: "string" } } } as const;
  const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x${index}`, 1]));
  expect(findUnknownFields({ known: 1, ...body }, schema)).toHaveLength(20);
  expect(findUnknownFields(JSON.parse('{"__proto__": 1, "constructor": 2}'), schema)).toEqual([
    "__proto__",
    "constructor",
  ]);
  expect(printableName("4111 1111 1111 1111\u001b[2J")).toBe("***?[2J");
  expect(printableName("a".repeat(5_000))).toBe(`${"a".repeat(100)}...`);
});
