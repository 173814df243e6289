import * as fc from "fast-check";
import { expect } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { loadOpenApiDocument } from "../../src/sandbox/http/openapi-document.ts";
import { call, noonOf, readResponse, type ReadResponse } from "./sandbox-caller.ts";

const LISTS =
  "customers debt-accounts payment_plans payment-methods charges transactions tickets webhooks email-campaigns";

/** Everything that the lists of a sandbox show. */
async function stateOf(sandbox: Sandbox): Promise<string> {
  const lists = LISTS.split(" ").map(async (name) => {
    const { status, body } = await call(sandbox, "GET", `/${name}${name === "webhooks" ? "" : "?limit=100"}`);
    expect(status).toBe(200);
    return body.data;
  });
  return JSON.stringify(await Promise.all(lists));
}

const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, "", "x", -1, 0, 0.001, 1e308, [], {}, [null], true),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values that fit a field by the document, of which some are refused by the rules of the sandbox. */
function fitting(field: string, ids: Readonly<Record<string, string>>): fc.Arbitrary<unknown> {
  if (field in ids) return fc.constantFrom(ids[field], "none");
  if (/amount|balance/.test(field)) return fc.constantFrom(-1, 0, 1, 100);
  if (/date|scheduled_at/.test(field)) return fc.constantFrom("2025-03-10", "2020-01-01", "2030-01-01");
  if (/url/.test(field)) return fc.constantFrom("https://a.test/", "ftp://a.test/");
  if (field === "frequency") return fc.constantFrom("weekly", "monthly");
  if (field === "events") return fc.constantFrom(["charge.completed"], ["nothing"]);
  if (field === "email") return fc.constant("a@b.test");
  if (field === "type") return fc.constantFrom("card", "email", "sms");
  if (field === "expires_in") return fc.constantFrom(0, 60);
  return fc.constantFrom("a", "a longer text of 33 characters ...");
}

/** The right value nine times out of ten, otherwise one of the others. */
function mostly(right: string, ...others: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

interface Form {
  readonly properties?: object;
  readonly required?: string[];
}

/** A body of one of the forms, half of the time with a field that does not fit. */
function bodyOf(forms: readonly Form[], ids: Readonly<Record<string, string>>): fc.Arbitrary<string> {
  if (forms.length === 0) return fc.constant("");
  return fc.constantFrom(...forms).chain(({ properties = {}, required = [] }) => {
    const names = Object.keys(properties);
    const fields = Object.fromEntries(names.map((name) => [name, fitting(name, ids)]));
    const fit = fc.record(fields, { requiredKeys: required.filter((name) => names.includes(name)) });
    const broken = fc.dictionary(fc.constantFrom("unknown", "__proto__", ...names), wrong, { minKeys: 1, maxKeys: 1 });
    return fc.oneof(
      fit.map((body) => JSON.stringify(body)),
      fc.tuple(fit, broken).map(([body, other]) => JSON.stringify({ ...body, ...other })),
    );
  });
}

/** Sends requests that are wrong in some way, of which none may change what the sandbox stores, or make it fail. */
export async function assertRefusalsChangeNothing(
  dialect: "vendor" | "source",
  { runs, seed }: { runs: number; seed: number },
): Promise<void> {
  const document = await loadOpenApiDocument(dialect);
  const operations = document.operations.map(({ method, path, requestBody }) => {
    const content = requestBody?.content["application/json"];
    const schema = content?.schema && !("$ref" in content.schema) ? content.schema : {};
    const schemas = [schema, ...(schema.anyOf ?? [])].flatMap((each) => ("$ref" in each ? [] : each));
    return { method, path, forms: schemas.filter(({ properties }) => properties !== undefined) };
  });
  const create = (): Sandbox => createSandbox({ dialect, customers: 4, clock: noonOf("2025-03-01") });
  let sandbox = create();
  const before = await stateOf(sandbox);
  const firstOf = async (path: string): Promise<string> => (await call(sandbox, "GET", path)).body.data[0].id;
  const ids = {
    customer_id: await firstOf("/customers"),
    debt_account_id: await firstOf("/debt_accounts"),
    payment_method_id: await firstOf("/payment_methods"),
    payment_plan_id: await firstOf("/payment_plans"),
    webhook_id: await firstOf("/webhooks"),
  };
  const statuses = new Set<number>();

  const request = fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      method: mostly(operation.method, "patch", "delete", "put", "post"),
      path: fc
        .oneof(
          { weight: 4, arbitrary: fc.constantFrom(...Object.values(ids)) },
          { weight: 1, arbitrary: fc.constantFrom("none", "%00", "%E0", "..%2f", "a b", "🎈", "") },
        )
        .map((part) => operation.path.replaceAll(/\{\w+\}/g, part)),
      query: mostly("", "?page=Infinity", "?page=-1", "?limit=1e9", "?include=nothing", "?start_date=1&end_date=x"),
      token: mostly("sandbox-token", "wrong"),
      type: mostly("application/json", "text/plain", "application/x-www-form-urlencoded"),
      body: fc.oneof(
        { weight: 4, arbitrary: bodyOf(operation.forms, ids) },
        {
          weight: 1,
          arbitrary: fc.oneof(
            wrong.map((body) => JSON.stringify(body)),
            fc.string(),
            fc.constant("{"),
          ),
        },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, token, type, body }) => {
      const send = async (to: Sandbox): Promise<ReadResponse> => {
        const url = `http://sandbox.test${path}${query}`;
        const headers = { Accept: "application/json", Authorization: `Bearer ${token}`, "Content-Type": type };
        const init = { method: method.toUpperCase(), headers, ...(method === "get" ? {} : { body }) };
        return readResponse(await to.fetch(new Request(url, init)));
      };
      const response = await send(sandbox);
      statuses.add(response.status);
      if (response.status < 300) {
        // Not wrong after all. What was refused before has not used up an id.
        expect(response.body).toEqual((await send(create())).body);
        if (method !== "get") sandbox = create();
        return;
      }
      expect([400, 401, 404, 405, 415, 422]).toContain(response.status);
      expect(response.body).toMatchObject({ error: expect.any(String), errorCode: expect.any(String) });
      expect(await stateOf(sandbox)).toBe(before);
    }),
    { numRuns: runs, seed },
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404, 405, 415, 422]));
}
