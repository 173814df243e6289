import { expect, test } from "vitest";
import { Collection } from "../../../src/sandbox/domain/collection.ts";
import { createStore } from "../../../src/sandbox/domain/store.ts";

test("a collection keeps its order when records come and go", () => {
  const collection = new Collection<{ id: string }>();
  for (const id of ["a", "b", "c", "d"]) collection.add({ id });
  expect(collection.delete("b")).toBe(true);
  expect(collection.delete("b")).toBe(false);
  collection.add({ id: "e" });
  expect([...collection].map(({ id }) => id)).toEqual(["a", "c", "d", "e"]);
  expect(collection.get("b")).toBeUndefined();
  expect(collection.get("d")).toEqual({ id: "d" });
});

test("names from an object's prototype are not ids", () => {
  expect(new Collection<{ id: string }>().get("constructor")).toBeUndefined();
});

test("two stores share nothing", () => {
  const [one, other] = [createStore(1, "vendor"), createStore(1, "vendor")];
  one.webhooks.add({ id: "w", url: "https://a.test", events: [], active: true, created_at: "" });
  expect([...other.webhooks]).toEqual([]);
  expect(one.random.uuid()).toBe(other.random.uuid());
});

test("a record is found by its id before another's external id, and by its latest external id only", () => {
  const collection = new Collection<{ id: string; external_id?: string | undefined }>();
  const [first, second] = [collection.add({ id: "1", external_id: "2" }), collection.add({ id: "2" })];
  expect([collection.find("1"), collection.find("2"), collection.getByExternalId("2")]).toEqual([first, second, first]);
  collection.update(first, { external_id: "3" });
  expect([collection.getByExternalId("2"), collection.find("3"), first.external_id]).toEqual([undefined, first, "3"]);
  collection.delete("1");
  expect(collection.find("3")).toBeUndefined();
  expect(collection.getByExternalId(undefined)).toBeUndefined();
});
