import fc from "fast-check";

/** The text that was found to become an image, a link, a mention and a closing keyword in a report. */
export const HOSTILE_TEXT = "a` ```<img src=x> [click](https://evil.example) @org/team Closes #1";

const FRAGMENTS = [
  ...["`", "``", "```", "`".repeat(81), "~~~", "\\", "*", "_", "|", "&#64;", "&lt;", "<!--", "-->", "$", "$$"],
  ...["\n", "\n\n", "\r\n\r\n", "\r", "\t", "    ", " ", "\u2028", "\u0000", "\u202e", "\u200b", "\ud800"],
  ...[
    "# ",
    "> ",
    "- ",
    "1. ",
    "---",
    "===",
    "[a]: b",
    "@org",
    "@org/team",
    "#1",
    "GH-1",
    "org/repo#1",
    "Closes ",
    "fixes ",
  ],
  ...["https://evil.example", "<https://evil.example>", "www.evil.example", "a@evil.example", "0123456789abcdef0123"],
  ...["<img src=x>", "<b>", "</code>", "![a](b)", "[a](b)", "[a][b]", ":tada:", "::error::x", "😀"],
];

/** Any text, most often made of what Markdown and GitHub act on. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FRAGMENTS) }, fc.string({ unit: "binary", maxLength: 5 })),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(""));
