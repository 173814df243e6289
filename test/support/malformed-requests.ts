import * as fc from "fast-check";
import { expect } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { loadOpenApiDocument } from "../../src/sandbox/http/openapi-document.ts";
import { call, noonOf, readResponse } from "./sandbox-caller.ts";

const LISTS =
  "customers debt-accounts payment_plans payment-methods charges transactions tickets webhooks email-campaigns";

/** Everything that the lists of a sandbox show, and the id that comes next. */
async function stateOf(sandbox: Sandbox): Promise<string> {
  const lists = LISTS.split(" ").map(
    async (name) => (await call(sandbox, "GET", `/${name}${name === "webhooks" ? "" : "?limit=100"}`)).body.data,
  );
  return JSON.stringify(await Promise.all(lists));
}

const value = fc.oneof(
  fc.constantFrom<unknown>(null, "", "x", "weekly", "card", "2025-03-10", -1, 0, 0.001, 1e308, [], {}, [null], true),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Sends requests that are wrong in some way, of which none may change what the sandbox stores, or make it fail. */
export async function assertRefusalsChangeNothing(
  dialect: "vendor" | "source",
  { runs, seed }: { runs: number; seed: number },
): Promise<void> {
  const document = await loadOpenApiDocument(dialect);
  const operations = document.router.getOperations().map(({ method, path, requestBody }) => {
    const content = requestBody && "content" in requestBody ? requestBody.content["application/json"] : undefined;
    const schema = content?.schema && !("$ref" in content.schema) ? content.schema : {};
    const schemas = [schema, ...(schema.anyOf ?? [])].flatMap((each) => ("$ref" in each ? [] : each));
    return { method, path, fields: [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))] };
  });
  const create = (): Sandbox => createSandbox({ dialect, customers: 4, clock: noonOf("2025-03-01") });
  let sandbox = create();
  let before = await stateOf(sandbox);
  const { id } = (await call(sandbox, "GET", "/customers?limit=1")).body.data[0];
  const statuses = new Set<number>();

  const request = fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(operation.method) },
        { weight: 1, arbitrary: fc.constantFrom("patch", "delete", "put", "post") },
      ),
      path: fc
        .constantFrom(id, "none", "%00", "%E0", "..%2f", "a b", "🎈", "")
        .map((part) => operation.path.replaceAll(/\{\w+\}/g, part)),
      query: fc.constantFrom(
        "",
        "?page=Infinity",
        "?page=-1",
        "?limit=1e9",
        "?include=nothing",
        "?start_date=1&end_date=x",
      ),
      token: fc.constantFrom("sandbox-token", "sandbox-token", "sandbox-token", "wrong"),
      type: fc.constantFrom(
        "application/json",
        "application/json",
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
      ),
      body: fc.oneof(
        {
          weight: 3,
          arbitrary: fc
            .dictionary(fc.constantFrom("unknown", "__proto__", ...operation.fields), value)
            .map((body) => JSON.stringify(body)),
        },
        {
          weight: 1,
          arbitrary: fc.oneof(
            value.map((body) => JSON.stringify(body)),
            fc.string(),
            fc.constant("{"),
          ),
        },
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, token, type, body }) => {
      const response = await readResponse(
        await sandbox.fetch(
          new Request(`http://sandbox.test${path}${query}`, {
            method: method.toUpperCase(),
            headers: { Accept: "application/json", Authorization: `Bearer ${token}`, "Content-Type": type },
            ...(method === "get" ? {} : { body }),
          }),
        ),
      );
      statuses.add(response.status);
      if (response.status < 300) {
        // Not wrong after all.
        sandbox = create();
        before = await stateOf(sandbox);
        return;
      }
      expect([400, 401, 404, 405, 415, 422]).toContain(response.status);
      expect(response.body).toMatchObject({ error: expect.any(String), errorCode: expect.any(String) });
      expect(await stateOf(sandbox)).toBe(before);
    }),
    { numRuns: runs, seed },
  );
  // All kinds of refusals were among them, and the ids that follow are those that would have followed without them.
  expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 404, 415, 422]));
  const next = async (of: Sandbox): Promise<unknown> =>
    (await call(of, "POST", "/customers", { name: "Ada Byron" })).body;
  expect(await next(sandbox)).toEqual(await next(create()));
}
