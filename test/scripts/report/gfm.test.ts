import { Parser } from "commonmark";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gfm, type Markdown } from "../../../scripts/report/gfm.ts";
import { hostileText } from "../../support/hostile-text.ts";
import { findLiveMarkdown, structureOf } from "../../support/live-markdown.ts";

describe("gfm", () => {
  it("shows any text as one code span that contains the whole text on one line", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { source, plain } = gfm`${text}`;
        expect(structureOf(source)).toEqual(["document", "  paragraph", "    code"]);
        expect(new Parser().parse(source).firstChild?.firstChild?.literal).toBe(plain || "  ");
        expect(plain).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(findLiveMarkdown(source)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.for([
    ["name", "`name`"],
    ["a`b", "`` a`b ``"],
    ["a``b`", "``` a``b` ```"],
    ["```", "` ``` `"],
    ["", "`  `"],
    ["two\r\n\tlines", "`two lines`"],
    ["\u{1b}[31mred", String.raw`${"`"}\u{1b}[31mred${"`"}`],
    ["safe\u{202e}elif", String.raw`${"`"}safe\u{202e}elif${"`"}`],
    ["\ud800", String.raw`${"`"}\u{d800}${"`"}`],
  ] as const)("shows %j as %s", ([text, source]) => expect(gfm`${text}`.source).toBe(source));

  it("needs no fence longer than the 80 backticks that GitHub recognises", () => {
    const runs = Array.from({ length: 200 }, (_, index) => "`".repeat(index + 1)).join(" ");
    for (const text of [runs, "`".repeat(79), "`".repeat(80), "`".repeat(5_000)]) {
      expect(/^`+/.exec(gfm`${text}`.source)?.[0].length).toBeLessThan(80);
      expect(structureOf(gfm`${text}`.source)).toEqual(["document", "  paragraph", "    code"]);
    }
  });

  it("cuts a text after 1,000 characters, and no character in half", () => {
    expect(gfm`${"😀".repeat(1_001)}`.plain).toBe(`${"😀".repeat(1_000)}…`);
    expect(gfm`${"😀".repeat(1_000)}`.plain).toBe("😀".repeat(1_000));
  });

  it("keeps its literal and the Markdown in it, and shows numbers as they are", () => {
    const inner = gfm`**${1}** of ${"x"}`;
    expect(gfm`# ${inner}: ${[inner, gfm`;`]}`.source).toBe("# **1** of `x`: **1** of `x`;");
    expect(inner.plain).toBe("**1** of x");
  });

  it("shows as code whatever a file claims to be a number or Markdown", () => {
    const forged: { count: number; text: Markdown } = JSON.parse(
      '{ "count": "@org", "text": { "source": "@org", "plain": "@org" } }',
    );
    expect(findLiveMarkdown(gfm`${forged.count} ${forged.text}`.source)).toEqual([]);
  });
});
