/**
 * Fills the README's examples and its table of operations. With --check it writes nothing, and exits with 1 when they are
 * out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fillReadme } from "./package/fill-readme.ts";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const root = new URL("../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");

const readme = read("README.md");
const filled = await fillReadme(readme, read);
if (filled === readme) {
  console.log("README.md is up to date.");
} else if (options.check) {
  console.error("README.md is out of date: run `npm run readme` and commit it.");
  process.exitCode = 1;
} else {
  writeFileSync(new URL("README.md", root), filled);
  console.log("Wrote README.md.");
}
