import fc from "fast-check";
import { expect, it } from "vitest";
import { printable } from "../../../scripts/spec/printable.ts";
import { hostileText } from "../../support/hostile-text.ts";

it("puts any text on one line without control or invisible characters, and keeps all others", () => {
  const visibleIn = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]/gu, "");
  fc.assert(
    fc.property(hostileText, (text) => {
      const line = printable(text);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\n\u2028]/u);
      expect(line.replaceAll(" ", "").replaceAll(/\\u\{[\da-f]+\}/g, "")).toBe(visibleIn(text));
    }),
  );
});

it("shows which characters it has escaped", () => {
  expect(printable("a\r\n\u001b[31m\u202eb")).toBe(String.raw`a \u{1b}[31m\u{202e}b`);
});
