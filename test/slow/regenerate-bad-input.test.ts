import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyProject, PROJECT } from "../support/project-copy.ts";
import { runRegenerate } from "../support/run-regenerate.ts";

const source = readFileSync(join(PROJECT, "openapi/tratta.yaml"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "tratta-bad-input-"));
const project = copyProject();
project.write("package.json", JSON.stringify({ version: "1.0.0" }));
const before = project.snapshot();
afterAll(() => {
  project.remove();
  rmSync(folder, { recursive: true });
});

function replaced(from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`the source spec has no ${JSON.stringify(from)}`);
  return source.replace(from, to);
}

const badFiles: { name: string; text: string | Uint8Array; says: string }[] = [
  { name: "an empty file", text: "", says: ":1: the file is empty" },
  { name: "HTML", text: "<!doctype html>\n<html><body>Hi</body></html>\n", says: "Check that it is the right file" },
  { name: "bytes that are not text", text: new Uint8Array([0xff, 0xfe, 0x00, 0xd8]), says: "is not UTF-8 text" },
  { name: "YAML that is not OpenAPI", text: "name: x\n", says: "`openapi` is missing" },
  { name: "OpenAPI without anything in it", text: "openapi: 3.0.3\n", says: "not valid OpenAPI" },
  { name: "OpenAPI 2", text: replaced("openapi: 3.0.3", 'swagger: "2.0"'), says: 'it is Swagger "2.0"' },
  { name: "OpenAPI 3.1", text: replaced("3.0.3", "3.1.0"), says: "only OpenAPI 3.0.x" },
  {
    name: "20,000 aliases",
    text: `openapi: 3.0.3\nx-a: &a x\n${Array.from({ length: 20_000 }, (_, index) => `x-${index}: *a\n`).join("")}`,
    says: ":103: the file has more than 100 aliases, which is the limit",
  },
  {
    name: "20,000 levels of nesting",
    text: `openapi: 3.0.3\nx-a:\n${"- ".repeat(20_000)}x\n`,
    says: ":3: the file has more than 100 levels of nesting, which is the limit",
  },
  { name: "50 MB", text: new Uint8Array(50_000_000).fill(0x23), says: "is larger than 5 MB" },
  {
    name: "a text that a terminal or GitHub's log would act on",
    text: replaced("    Ticket:\n", '    Ping: {$ref: "x\\n::error::no\\e[31m"}\n    Ticket:\n'),
    says: String.raw`new.yaml:1099: ${"`"}x ::error::no\u{1b}[31m${"`"} does not refer`,
  },
  {
    name: "a circle of references",
    text: replaced(
      "    Ticket:\n",
      "    Ping: {$ref: '#/components/schemas/Pong'}\n    Pong: {$ref: '#/components/schemas/Ping'}\n    Ticket:\n",
    ),
    says: "leads back to itself without ever describing anything",
  },
  {
    name: "a remote reference",
    text: replaced("'#/components/schemas/CustomerListResponse'", "https://example.com/customer.yaml"),
    says: "does not refer to a part of this document",
  },
  {
    name: "`__proto__` as the name of a property",
    text: replaced("        first_name:\n", "        __proto__:\n          type: string\n        first_name:\n"),
    says: "the key `__proto__` is refused",
  },
];

describe("npm run regenerate refuses, with exit code 4, a clear line and an unchanged tree,", () => {
  it.for(badFiles)("$name", async ({ text, says }) => {
    const path = join(mkdtempSync(join(folder, "spec-")), "new.yaml");
    writeFileSync(path, text);

    const { report, stderr } = await runRegenerate({ root: project.root, from: path });

    expect(report).toMatchObject({ exitCode: 4, verdict: "invalid spec", written: false });
    expect(stderr).toContain(says);
    expect(stderr).toContain(path);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(project.snapshot()).toEqual(before);
  });

  it.for([
    { name: "a page that claims to be text", from: "https://127.0.0.1/docs?token=secret" },
    { name: "a URL that cannot be reached", from: "https://127.0.0.1:1/spec.yaml?token=secret" },
    { name: "a URL with a leading blank and a password", from: " https://user:secret@127.0.0.1:1/x?token=secret" },
    { name: "a URL with one slash and a password", from: "https:/user:secret@127.0.0.1:1/x?token=secret" },
    { name: "a URL with one slash", from: "https:/127.0.0.1:1/x?token=secret" },
    { name: "a URL without TLS", from: "http://127.0.0.1/spec.yaml?token=secret" },
    { name: "a file that does not exist", from: "secret/none.yaml" },
  ])("$name, without credentials or a query in log and reports", async ({ name, from }) => {
    const page = async (): Promise<string> => "<!doctype html>\n<html><body>Not found</body></html>\n";
    const parts = name.includes("page") ? { fetch: page } : {};

    const { report, json, markdown, stderr, stdout } = await runRegenerate({ root: project.root, from }, parts);

    expect(report).toMatchObject({ exitCode: 4, verdict: "invalid spec", written: false });
    expect(stderr).not.toBe("");
    expect(`${json}${markdown}${stderr}${stdout}`).not.toContain("secret");
    expect(project.snapshot()).toEqual(before);
  });
});
