import { expect, test } from "vitest";
import { parseDuration } from "../../../src/sandbox/commands/parse-duration.ts";

test.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
  ["0s", 0],
])("%s is %i milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "7", "7 d", "d", "-7d", "7w", "1e3s", "7days", `${"9".repeat(400)}d`])("%j is no duration", (text) => {
  expect(() => parseDuration(text)).toThrow(TypeError);
});
