import { describe, expect, it } from "vitest";
import { reasonOf } from "../../src/internal/reason-of.ts";

describe("reasonOf", () => {
  it.each<[unknown, string | undefined]>([
    [{ error: "last_name is required" }, "last_name is required"],
    [{ error: "invalid", errorCode: "invalid" }, "invalid"],
    [{ message: "Unauthenticated." }, "Unauthenticated."],
    [
      {
        message: "The data was invalid.",
        errors: { amount: ["is too low", "is not a number"], "debt.id": "is unknown" },
      },
      "The data was invalid. amount: is too low; amount: is not a number; debt.id: is unknown",
    ],
    [{ errors: ["first", "second"] }, "first; second"],
    [{ error: { message: "declined", code: 7 } }, "declined"],
    [{ error: "declined", message: "declined" }, "declined"],
    [{ title: "Conflict", detail: "the plan is locked" }, "the plan is locked"],
    [{ title: "Conflict" }, "Conflict"],
    [{ error: "", message: " " }, undefined],
    [{ errors: { a: { b: { c: { d: { e: "too deep" } } } } } }, undefined],
    [{ success: false }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    ["text", undefined],
    [[1], undefined],
  ])("of %j is %j", (body, reason) => {
    expect(reasonOf(body)).toBe(reason);
  });
});
