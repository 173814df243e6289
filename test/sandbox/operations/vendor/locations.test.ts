import { expect, test } from "vitest";
import { createSandbox } from "../../../../src/sandbox/index.ts";
import { call } from "../../../support/sandbox-caller.ts";

test("a location is found by its id or its URL-encoded external id, also after it changes", async () => {
  const sandbox = createSandbox({ customers: 0 });
  const request = { name: "Bank", external_id: "a/b c", metadata: { region: "west", size: "big" } };
  const { status, body } = await call(sandbox, "POST", "/locations", request);
  expect([status, body.data]).toEqual([
    201,
    {
      id: body.data.id,
      name: "Bank",
      type: "original_creditor",
      external_id: "a/b c",
      metadata: [
        { attribute: "region", value: "west" },
        { attribute: "size", value: "big" },
      ],
    },
  ]);
  const changed = await call(sandbox, "PUT", "/locations/a%2Fb%20c", { external_id: "d", type: "product_type" });
  expect(changed.body.data).toMatchObject({ id: body.data.id, name: "Bank", type: "product_type", external_id: "d" });
  expect((await call(sandbox, "PUT", "/locations/a%2Fb%20c", {})).status).toBe(404);
  expect((await call(sandbox, "PUT", "/locations/d", {})).body).toEqual(changed.body);
  expect((await call(sandbox, "PUT", `/locations/${body.data.id}`, {})).body).toEqual(changed.body);
});

test.each<[object, object[]]>([
  [
    { size: "small" },
    [
      { attribute: "region", value: "west" },
      { attribute: "size", value: "small" },
    ],
  ],
  [{ region: "" }, [{ attribute: "size", value: "big" }]],
  [{}, []],
])("an update of the metadata with %j replaces, deletes or empties it", async (metadata, expected) => {
  const sandbox = createSandbox({ customers: 0 });
  await call(sandbox, "POST", "/locations", { name: "B", external_id: "b", metadata: { region: "west", size: "big" } });
  expect((await call(sandbox, "PUT", "/locations/b", { metadata })).body.data.metadata).toEqual(expected);
});

test.each<[object, string]>([
  [{}, "name is required"],
  [{ name: "First", type: "bank" }, "type must be one of original_creditor,current_creditor,product_type"],
  [{ name: "First" }, "name belongs to another location of this type"],
  [{ name: "Second", external_id: "first" }, "external_id belongs to another location"],
  [{ name: "Second", metadata: { key: "x".repeat(256) } }, "metadata.key must NOT have more than 255 characters"],
])("a location %j is refused", async (request, error) => {
  const sandbox = createSandbox({ customers: 0 });
  await call(sandbox, "POST", "/locations", { name: "First", external_id: "first" });
  const { status, body } = await call(sandbox, "POST", "/locations", request);
  expect([status, body.error]).toEqual([422, error]);
});

test("the same name may be that of a location of another type", async () => {
  const sandbox = createSandbox({ customers: 0 });
  await call(sandbox, "POST", "/locations", { name: "First" });
  expect((await call(sandbox, "POST", "/locations", { name: "First", type: "product_type" })).status).toBe(201);
});
