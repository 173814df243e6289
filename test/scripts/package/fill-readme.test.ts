import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillReadme } from "../../../scripts/package/fill-readme.ts";

const SPEC = `
openapi: 3.0.3
info: { title: T, version: "1" }
paths:
  /charges:
    post: { x-evidence: vendor, x-evidence-response: unknown, responses: {} }
  /old_charges:
    post: { x-evidence: source, x-evidence-response: source, deprecated: true, x-use-instead: POST /charges, responses: {} }
`;
const FILES: Record<string, string> = {
  "generated/openapi.yaml": SPEC,
  "a.ts": "const a = `$&`; // $1\n",
  "b.ts": "const b = 2;\n",
};
const read = (path: string): string => FILES[path] ?? expect.fail(`no ${path}`);
const OPERATIONS = "<!-- operations -->\n<!-- /operations -->\n";

describe("fillReadme", () => {
  it("finds this project's README up to date", async () => {
    const readProject = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
    const readme = readProject("README.md");
    expect(await fillReadme(readme, readProject)).toBe(readme);
  });

  it("puts files and the table in the place of what was there, and leaves the rest", async () => {
    const readme = [
      "# T",
      `<!-- operations -->\nold\n<!-- /operations -->`,
      "<!-- example: a.ts -->\nold\n<!-- /example -->",
      "Between.",
      "<!-- example: b.ts -->\n<!-- /example -->",
      "End.\n",
    ].join("\n");
    const filled = await fillReadme(readme, read);
    expect(filled).toBe(`# T
<!-- operations -->

|            | \`vendor\`                   | \`inferred\` | \`source\` |
| ---------- | -------------------------- | ---------- | -------- |
| \`/charges\` | \`POST\` (response: unknown) |            |          |

Deprecated, but still typed: \`/old_charges\` → \`/charges\`.

<!-- /operations -->
<!-- example: a.ts -->

\`\`\`ts
const a = \`$&\`; // $1
\`\`\`

<!-- /example -->
Between.
<!-- example: b.ts -->

\`\`\`ts
const b = 2;
\`\`\`

<!-- /example -->
End.
`);
    expect(await fillReadme(filled, read)).toBe(filled);
  });

  it("refuses an example without its end, which would swallow the text up to the next one", async () => {
    const readme = `${OPERATIONS}<!-- example: a.ts -->\nText.\n<!-- example: b.ts -->\n<!-- /example -->\n`;
    await expect(fillReadme(readme, read)).rejects.toThrow('1 examples have no "<!-- /example -->"');
  });

  it.each(["", "<!-- operations -->\n", "<!-- /operations -->\n<!-- operations -->\n"])(
    "refuses a README without a place for the table: %j",
    async (readme) => {
      await expect(fillReadme(readme, read)).rejects.toThrow('"<!-- operations -->" or its end is missing');
    },
  );

  it("fails when an example does not exist", async () => {
    const readAs = (path: string): string => {
      if (path === "gone.ts") throw new Error("ENOENT gone.ts");
      return read(path);
    };
    const readme = `${OPERATIONS}<!-- example: gone.ts -->\n<!-- /example -->\n`;
    await expect(fillReadme(readme, readAs)).rejects.toThrow("ENOENT gone.ts");
  });
});
