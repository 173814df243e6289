/**
 * Builds the references into site/: that of the HTTP API with Redocly, that of the package with TypeDoc. Then checks the links
 * within them and within the Markdown of this repository. Neither the build nor the pages read anything from other hosts.
 */
import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { buildTypeScriptReference } from "./docs/build-typescript-reference.ts";
import { finishHttpReference } from "./docs/finish-http-reference.ts";
import { findBrokenLinks, renderMarkdown } from "./docs/find-broken-links.ts";
import { createReferenceDocument, routesOf } from "./docs/reference-document.ts";
import { PATCHED_SPEC_PATH } from "./generate/generated-paths.ts";
import { operationsOf } from "./spec/operations-of.ts";
import { parseSpec } from "./spec/read-spec.ts";
import { REDOCLY_CLI, redoclyEnvironment } from "./spec/run-redocly.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: join(root, "site") } } });
const site = values.out;
const read = (...path: string[]): string => readFileSync(join(...path), "utf8");

// What it has not built itself may be somebody's work.
if (existsSync(site) && readdirSync(site).length > 0 && !existsSync(join(site, "http/index.html"))) {
  throw new Error(`${site} holds something else than the reference pages; choose a new folder`);
}
rmSync(site, { recursive: true, force: true });
mkdirSync(join(site, "http"), { recursive: true });
copyFileSync(join(root, "scripts/docs/index.html"), join(site, "index.html"));
copyFileSync(join(root, PATCHED_SPEC_PATH), join(site, "openapi.yaml"));

const spec = parseSpec({ path: PATCHED_SPEC_PATH, text: read(root, PATCHED_SPEC_PATH) });
const document = await createReferenceDocument(spec);
const [input, page] = [join(site, "http/openapi.json"), join(site, "http/index.html")];
writeFileSync(input, JSON.stringify(document));
const options = {
  disableTelemetry: true,
  codeSamples: { languages: [{ lang: "TypeScript" }, { lang: "Payload" }] },
};
const command = [
  REDOCLY_CLI,
  "build-docs",
  input,
  "--output",
  page,
  "--inlineBundle",
  "--openapi",
  JSON.stringify(options),
];
const redocly = promisify(execFile)(process.execPath, command, { cwd: root, env: redoclyEnvironment() });
await Promise.all([redocly, buildTypeScriptReference(root, join(site, "typescript"))]);
rmSync(input);
writeFileSync(page, finishHttpReference(read(page)));

const html = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));
const pages = new Map(html.map((path) => [path.replaceAll("\\", "/"), read(site, path)]));
// The page shows operations and their descriptions by script.
const described = [...operationsOf(document).map(({ operation }) => operation), Object(document["info"])];
const descriptions = described.map(({ description }) => String(description));
const anchors = routesOf(document).map((route) => `<a id="${route}">`);
pages.set(
  "http/index.html",
  [pages.get("http/index.html"), ...anchors, ...descriptions.map(renderMarkdown)].join("\n"),
);

const files = execFileSync("git", ["ls-files", "-z", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter(Boolean);
const markdown = new Map(files.map((path) => [path, renderMarkdown(read(root, path))]));
const broken = [
  ...findBrokenLinks(pages, (path) => existsSync(join(site, path))).map((line) => `site/${line}`),
  // Two levels above the repository's files, GitHub has the repository's own pages.
  ...findBrokenLinks(markdown, (path) => path.startsWith("../../") || existsSync(join(root, path))),
];
for (const line of broken) console.error(line);
console.log(`${pages.size} pages in ${site}, ${files.length} Markdown files, ${broken.length} broken links`);
if (broken.length > 0) process.exitCode = 1;
