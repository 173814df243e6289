import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mask } from "../../src/internal/mask.ts";

describe("mask", () => {
  it.each([
    ["last_name is required", "last_name is required"],
    ["amount must be between 1 and 500", "amount must be between 1 and 500"],
    ["it isn't valid, the customers' names can't be blank", "it isn't valid, the customers' names can't be blank"],
    ["ssn 123-45-6789 is taken", "ssn … is taken"],
    ["card 4111 1111 1111 1111 was declined", "card … was declined"],
    ["call (555) 010.4477", "call (…"],
    ["born 1970 in [19] 70", "born … in […"],
    ["jane@example.com is taken", "… is taken"],
    ["see jane%40example.com", "see …"],
    ['the name "Jane Doe" is taken', "the name … is taken"],
    ["the name 'Miles O'Brien' is taken", "the name … is taken"],
    ["the names “Jane”, «Joe» and `Jim`", "the names …, … and …"],
    ["jane＠example.com, jane﹫example.com", "… …"],
    ["jane&#64;example.com", "…"],
    ["jane @ example.com is taken", "… is taken"],
    ["the names ‹Jane›, »Joe«, ”Jim”, 「Jo」 and ＂Jay＂", "the names …, …, …, … and …"],
    ["the names ’Jane’ and ‚Joe‘", "the names … and …"],
    ["the names &quot;Jane&quot; and &#039;Joe&#039;", "the names … and …"],
    ['cut off: "Jane', "cut off: …"],
    ["one\nline\r\nwith\ttabs", "one line with tabs"],
    ["a\u202eb\u0000c\u2028d\ud800", "a b c d"],
    ["41\u200b11", "…"],
  ])("turns %j into %j", (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it("keeps 200 characters, the ellipsis included, and cuts no character in half", () => {
    expect(mask("word ".repeat(40))).toHaveLength(199);
    expect([...mask("😀 ".repeat(300))]).toHaveLength(200);
    expect(mask("😀 ".repeat(300))).not.toMatch(/[\ud800-\udbff]…$/);
  });

  it("leaves no half of an address where a long text is cut", () => {
    for (let length = 980; length <= 1_010; length++) {
      expect(mask(`"${"x".repeat(length - 30)}" ${"y ".repeat(5)}jane.doe@example.com`)).not.toContain("jane");
    }
  });

  const separator = fc.string({ unit: fc.constantFrom(" ", ".", "-", "(", ")", "[", "]"), maxLength: 3 });
  const number = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 9 }), separator), { minLength: 4, maxLength: 20 })
    .map((parts) => parts.map(([digit, between]) => `${digit}${between}`).join(""));
  const noise = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.lorem(),
    fc.constantFrom('"', "'", "“", "\u202e", "\n"),
  );
  const text = fc
    .array(fc.oneof(noise, number, fc.emailAddress()), { maxLength: 12 })
    .chain((parts) => fc.constantFrom("", " ", "|").map((glue) => parts.join(glue)));

  it("leaves no e-mail address, no run of four digits and no character that forges a line, whatever the text", () => {
    fc.assert(
      fc.property(text, (given) => {
        const masked = mask(given);
        expect(masked).not.toMatch(/@|\d[ .()[\]-]{0,3}\d[ .()[\]-]{0,3}\d[ .()[\]-]{0,3}\d/);
        expect(masked).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect([...masked].length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 3_000 },
    );
  });

  it("leaves nothing that stood in quotes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom('""', "``", "“”", "«»", "''"),
        fc.stringMatching(/^[a-z]{12}$/),
        ([open, close], secret) => {
          expect(mask(`the value ${open}${secret}${close} is wrong`)).toBe("the value … is wrong");
        },
      ),
    );
  });

  it("takes no longer for a long text without a blank", () => {
    expect(mask("x".repeat(5_000_000))).toBe("…");
  });
});
