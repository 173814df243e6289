/**
 * Copies the tested examples into the README, between `<!-- example: PATH -->` and `<!-- /example -->`.
 * With --check it writes nothing and exits 1 when the README does not show what the files hold.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const root = new URL("../", import.meta.url);
const readmePath = new URL("README.md", root);
const readme = readFileSync(readmePath, "utf8");

const shown = readme.replace(
  /(<!-- example: (\S+) -->\n)[\s\S]*?(<!-- \/example -->)/g,
  (_, begin: string, path: string, end: string) =>
    `${begin}\n\`\`\`ts\n${readFileSync(new URL(path, root), "utf8").trimEnd()}\n\`\`\`\n\n${end}`,
);

if (shown === readme) {
  console.log("README.md shows the examples as they are.");
} else if (options.check) {
  console.error("README.md does not show the examples as they are: run `npm run readme` and commit it.");
  process.exitCode = 1;
} else {
  writeFileSync(readmePath, shown);
  console.log("README.md now shows the examples as they are.");
}
