import { describe, expect, it } from "vitest";
import { trimBody } from "../../../scripts/probe/trim-body.ts";
import type { JsonValue } from "../../../scripts/spec/json-value.ts";

describe("trimBody", () => {
  it("leaves a body of ordinary size as it is", () => {
    const body = { data: [{ id: "1", tags: ["a", null, 1, true] }], meta: {} };
    expect(trimBody(body)).toEqual(body);
    for (const value of [null, 0, "", false, []]) expect(trimBody(value)).toEqual(value);
  });

  it("keeps ten rows of every list", () => {
    const row = { list: Array.from({ length: 11 }, () => 1) };
    const trimmed = trimBody(Array.from({ length: 10_000 }, () => row)) as (typeof row)[];
    expect(trimmed).toHaveLength(10);
    expect(trimmed.map(({ list }) => list.length)).toEqual(Array.from({ length: 10 }, () => 10));
  });

  it("puts null in place of what is nested deeper than 40 levels", () => {
    let deep: JsonValue = 1;
    for (let level = 0; level < 100_000; level++) deep = level % 2 ? [deep] : { a: deep };
    expect(JSON.stringify(trimBody(deep)).match(/[{[]/g)).toHaveLength(40);
    expect(JSON.stringify(trimBody(deep))).toContain("null");
  });
});
