import { expect, test } from "vitest";
import { Collection, createStore } from "../../../src/sandbox/domain/store.ts";

test("a collection keeps its order when records come and go", () => {
  const collection = new Collection<{ id: string }>();
  for (const id of ["a", "b", "c", "d"]) collection.add({ id });
  expect(collection.delete("b")).toBe(true);
  expect(collection.delete("b")).toBe(false);
  collection.add({ id: "e" });
  expect(collection.all.map(({ id }) => id)).toEqual(["a", "c", "d", "e"]);
  expect(collection.get("b")).toBeUndefined();
  expect(collection.get("d")).toEqual({ id: "d" });
});

test("names from an object's prototype are not ids", () => {
  expect(new Collection<{ id: string }>().get("constructor")).toBeUndefined();
});

test("two stores share nothing", () => {
  const [one, other] = [createStore(1), createStore(1)];
  one.webhooks.add({ id: "w", url: "https://a.test", events: [], active: true, created_at: "" });
  expect(other.webhooks.all).toEqual([]);
  expect(one.random.uuid()).toBe(other.random.uuid());
});
