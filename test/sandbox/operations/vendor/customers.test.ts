import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf } from "../../../support/sandbox-caller.ts";

function emptySandbox(): Sandbox {
  return createSandbox({ customers: 0, clock: noonOf("2025-03-01") });
}

describe("customers in the vendor's form", () => {
  test("have one name, a list of addresses and a list of metadata", async () => {
    const sandbox = emptySandbox();
    const { status, body } = await call(sandbox, "POST", "/customers", {
      name: "Ada King Byron",
      email: "ada@example.com",
      external_id: "a/1",
      phone: "+1-202-555-0100",
      date_of_birth: "1990-12-10",
      ssn_last4: 42,
      status: "active",
      address: { line1: "1 Main Street", city: "Springfield", planet: "Earth" },
      metadata: { segment: "a" },
    });
    expect([status, body.data]).toEqual([
      201,
      {
        id: body.data.id,
        external_id: "a/1",
        name: "Ada King Byron",
        email: "ada@example.com",
        phone: "+1-202-555-0100",
        date_of_birth: "1990-12-10",
        ssn: "0042",
        status: "active",
        address: [{ line1: "1 Main Street", city: "Springfield", is_primary: true }],
        metadata: [{ attribute: "segment", value: "a" }],
      },
    ]);
    for (const id of [body.data.id, "a%2F1"])
      expect((await call(sandbox, "GET", `/customers/${id}`)).body).toEqual(body);
  });

  test("keep any name as it was sent, in both dialects", async () => {
    const [vendor, source] = [emptySandbox(), createSandbox({ dialect: "source", customers: 0 })];
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom("a", "é", " ", "-", "'") }), async (name) => {
        const { body } = await call(vendor, "POST", "/customers", { name });
        expect(body.data.name).toBe(name);
        const { first_name, last_name } = (await call(source, "POST", "/customers", { name })).body.data;
        expect([`${first_name} ${last_name}`, `${first_name}${last_name}`]).toContain(name);
      }),
      { numRuns: 50 },
    );
  });

  test("are created from two names as well, and shown with one", async () => {
    const { body } = await call(emptySandbox(), "POST", "/customers", {
      first_name: "Mary Ann",
      last_name: "van Dyke",
    });
    expect(body.data).toEqual({ id: body.data.id, name: "Mary Ann van Dyke", address: [], metadata: [] });
  });

  test("are changed field by field, by either id and in either form", async () => {
    const sandbox = emptySandbox();
    await call(sandbox, "POST", "/customers", { name: "Ada Byron", email: "ada@example.com", external_id: "a" });
    const renamed = await call(sandbox, "PUT", "/customers/a", { name: "Ada Lovelace" });
    expect(renamed.body.data).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com" });
    const again = await call(sandbox, "PUT", `/customers/${renamed.body.data.id}`, { first_name: "A", last_name: "B" });
    expect(again.body.data).toMatchObject({ name: "A B", email: "ada@example.com", external_id: "a" });
    expect((await call(sandbox, "PUT", "/customers/a", {})).status).toBe(200);
  });

  test.each<[object, string]>([
    [{}, "name is required"],
    [{ name: 7 }, "name must be string"],
    [{ first_name: "Ada" }, "last_name is required"],
    [{ first_name: "Ada", last_name: "B", email: "no" }, "email must be a valid email"],
    [{ name: "Ada", ssn_last4: true }, "ssn_last4 must be string or integer"],
    [{ name: "Ada", date_of_birth: "10.12.1990" }, "date_of_birth must be a valid date"],
    [{ name: "Ada", status: "gone" }, "status must be one of active,locked,archived"],
    [{ name: "Ada", metadata: { key: 5 } }, "metadata.key must be string"],
    [{ name: "Ada", external_id: "taken" }, "external_id belongs to another customer"],
  ])("are refused for %j", async (request, error) => {
    const sandbox = emptySandbox();
    await call(sandbox, "POST", "/customers", { name: "Taken", external_id: "taken" });
    const { status, body } = await call(sandbox, "POST", "/customers", request);
    expect([status, body.error]).toEqual([422, error]);
  });

  test("in the source spec's dialect, an update has both names, or is in the vendor's form", async () => {
    const sandbox = createSandbox({ dialect: "source", customers: 1 });
    const [{ id }] = (await call(sandbox, "GET", "/customers")).body.data;
    const put = async (body: object): Promise<unknown> => (await call(sandbox, "PUT", `/customers/${id}`, body)).body;
    expect(await put({})).toMatchObject({ error: "first_name is required" });
    expect(await put({ phone: "1" })).toMatchObject({ error: "first_name is required" });
    expect(await put({ first_name: "A" })).toMatchObject({ error: "last_name is required" });
    expect(await put({ name: "C D" })).toMatchObject({ data: { first_name: "C", last_name: "D" } });
  });
});
