import { Parser } from "commonmark";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gfm, type Markdown } from "../../../scripts/report/gfm.ts";
import { hostileText } from "../../support/hostile-text.ts";
import { findLiveMarkdown, structureOf } from "../../support/live-markdown.ts";

const ONE_CODE_SPAN = ["document", "  paragraph", "    code"];

function contentOf(markdown: Markdown): string | undefined | null {
  return new Parser().parse(String(markdown)).firstChild?.firstChild?.literal;
}

describe("gfm", () => {
  it("shows any text as one code span on one line", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const source = String(gfm`${`x${text}`}`);
        expect(structureOf(source)).toEqual(ONE_CODE_SPAN);
        expect(source).not.toMatch(/[\n\r]/);
        expect(findLiveMarkdown(source)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("shows any text of up to 1,000 characters whole, but for white space and invisible characters", () => {
    const visible = hostileText.map((text) => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]/gu, ""));
    fc.assert(
      fc.property(visible, (text) => {
        expect(contentOf(gfm`${`x${text}`}`)).toBe(`x${text}`);
      }),
    );
  });

  it.for([
    ["name", "`name`"],
    ["a`b", "`` a`b ``"],
    ["a``b`", "``` a``b` ```"],
    ["```", "` ``` `"],
    [" ", "`  `"],
    ["two\r\n\tlines", "`two lines`"],
    ["\u{1b}[31mred", String.raw`${"`"}\u{1b}[31mred${"`"}`],
    ["safe\u{202e}elif", String.raw`${"`"}safe\u{202e}elif${"`"}`],
    ["\ud800", String.raw`${"`"}\u{d800}${"`"}`],
  ] as const)("shows %j as %s", ([text, source]) => expect(String(gfm`${text}`)).toBe(source));

  it("needs no fence longer than the 80 backticks that GitHub recognises", () => {
    const runs = Array.from({ length: 200 }, (_, index) => "`".repeat(index + 1)).join(" ");
    for (const text of [runs, "`".repeat(79), "`".repeat(80), "`".repeat(5_000)]) {
      const source = String(gfm`${text}`);
      expect(/^`+/.exec(source)?.[0].length).toBeLessThan(80);
      expect(structureOf(source)).toEqual(ONE_CODE_SPAN);
    }
  });

  it("cuts a text after 1,000 characters, and no character in half", () => {
    expect(contentOf(gfm`${"😀".repeat(1_001)}`)).toBe(`${"😀".repeat(1_000)}…`);
    expect(contentOf(gfm`${"😀".repeat(1_000)}`)).toBe("😀".repeat(1_000));
  });

  it("keeps its literal and the Markdown in it, and shows numbers and words of its own as they are", () => {
    const inner = gfm`**${1}** of ${"x"}`;
    const source = String(gfm`# ${inner}: ${[inner, gfm`;`]} ${"overlay conflict"}`);
    expect(source).toBe("# **1** of `x`: **1** of `x`; overlay conflict");
  });

  it.for([
    ["a number", '"@org"'],
    ["Markdown", '{ "source": "@org" }'],
    ["a list of Markdown", '["`", "@org", "`"]'],
    ["a list in a list", '[["`", "@org"]]'],
    ["anything", "null"],
  ])("shows as code what a file contains instead of %s: %s", ([, json = ""]) => {
    const forged: { value: string } = JSON.parse(`{ "value": ${json} }`);
    const source = String(gfm`${forged.value}`);
    expect(structureOf(source)).toEqual(ONE_CODE_SPAN);
    expect(findLiveMarkdown(source)).toEqual([]);
  });
});
