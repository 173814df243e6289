import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerpt } from "../../src/internal/excerpt.ts";

describe("excerpt", () => {
  it("shows that a page is HTML without its words", () => {
    const page = "<!DOCTYPE html>\n<html><head><title>Jane Doe</title></head><body class='x'>Log in</body></html>";
    expect(excerpt(page)).toBe(
      `${page.length} characters: <!DOCTYPE html> <html><head><title>… …</title></head><body …>… …</body></html>`,
    );
  });

  it("shows that JSON was cut off without its values", () => {
    expect(excerpt('{"name":"Jane Doe","ssn":"123-45-6789","amount":70')).toBe(
      '50 characters: {"…":"… …","…":"…","…":…',
    );
  });

  it("is short for a long text", () => {
    expect(excerpt("a ".repeat(1e6)).length).toBeLessThan(200);
  });

  it("shows no word of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const [, shape = ""] = /^\d+ characters: (.*)$/su.exec(excerpt(text)) ?? [];
        const bare = shape.replaceAll(/<\/?(?:!doctype html|html|head|title|body|h1|script)\b/giu, "");
        expect(bare).toMatch(/^[\s<>{}[\]":,…]*$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it("shows none of the letters and digits that stand between brackets, quotes and commas", () => {
    const word = fc.stringMatching(/^[\p{L}\p{N}@.+_'()/-]{1,20}$/u);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom(" ", "<", ">", '"', ",", ":", "{", "}"))), (pairs) => {
        const shown = excerpt(`§${pairs.flat().join("")}`).split("characters: ")[1] ?? "";
        expect(shown.replaceAll(/<(html|head|title|body|h1|script)\b/giu, "")).not.toMatch(/[\p{L}\p{N}]/u);
      }),
      { numRuns: 1_000 },
    );
  });
});
