import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyProject, PROJECT, runScript, type ScriptRun } from "../support/project-copy.ts";

const SCRIPT = "scripts/regenerate.ts";
const CERTIFICATE = join(PROJECT, "test/support/test-only-cert.pem");
const source = readFileSync(join(PROJECT, "openapi/tratta.yaml"), "utf8");

const folder = mkdtempSync(join(tmpdir(), "tratta-bad-input-"));
const project = copyProject();
project.write("package.json", JSON.stringify({ version: "1.0.0" }));
const before = project.snapshot();
const plain = createHttpServer((_, response) => response.end(source));
let secure: Server;
let origin: string;
let plainOrigin: string;
let closedUrl: string;
let requests: string[] = [];

beforeAll(async () => {
  const key = readFileSync(join(PROJECT, "test/support/test-only-key.pem"));
  secure = createServer({ key, cert: readFileSync(CERTIFICATE) }, (request, response) => {
    requests.push(request.url ?? "");
    const answer = (status: number, headers: Record<string, string>, body = ""): void => {
      response.writeHead(status, headers).end(body);
    };
    switch (request.url?.split("?")[0]) {
      case "/spec.yaml":
        return answer(200, { "content-type": "application/yaml; charset=utf-8" }, source);
      case "/moved":
        return answer(302, { location: "/spec.yaml" });
      case "/page":
        return answer(200, { "content-type": "text/html" }, "<!doctype html><title>Docs</title>");
      case "/html-as-text":
        return answer(200, { "content-type": "text/plain" }, "<!doctype html>\n<html><body>Not found</body></html>\n");
      case "/to-http":
        return answer(301, { location: `${plainOrigin}/spec.yaml` });
      case "/with-password":
        return answer(307, { location: "https://user:secret@127.0.0.1/" });
      case "/loop":
        return answer(302, { location: "/loop" });
      case "/endless": {
        response.writeHead(200, { "content-type": "application/octet-stream" });
        const chunk = Buffer.alloc(1_000_000, "#");
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on("drain", more);
        return more();
      }
      default:
        return answer(404, { "content-type": "text/plain" }, "no");
    }
  });
  const listening = [secure, plain].map(
    (server) =>
      new Promise<number>((done) => server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port))),
  );
  const [port, plainPort] = await Promise.all(listening);
  origin = `https://127.0.0.1:${port}`;
  plainOrigin = `http://127.0.0.1:${plainPort}`;
  const closed = createHttpServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  closedUrl = `https://127.0.0.1:${(closed.address() as AddressInfo).port}/spec.yaml`;
  closed.close();
  process.env["NODE_EXTRA_CA_CERTS"] = CERTIFICATE;
});

afterAll(() => {
  delete process.env["NODE_EXTRA_CA_CERTS"];
  for (const server of [secure, plain]) {
    server.closeAllConnections();
    server.close();
  }
  project.remove();
  rmSync(folder, { recursive: true });
});

async function regenerate(from: string): Promise<ScriptRun & { report: { verdict: string; written: boolean } }> {
  const json = join(mkdtempSync(join(folder, "report-")), "report.json");
  const run = await runScript(SCRIPT, ["--root", project.root, "--from", from, "--json", json]);
  return { ...run, report: JSON.parse(readFileSync(json, "utf8")) };
}

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
  { name: "50 MB", text: new Uint8Array(50_000_000).fill(0x23), says: "holds more than 5 MB" },
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

describe.concurrent("npm run regenerate refuses, with exit code 4, a clear line and an unchanged tree,", () => {
  it.for(badFiles)("$name", async ({ text, says }) => {
    const path = join(mkdtempSync(join(folder, "spec-")), "new.yaml");
    writeFileSync(path, text);

    const { exitCode, stderr, report } = await regenerate(path);

    expect({ exitCode, report }).toMatchObject({ exitCode: 4, report: { verdict: "invalid spec", written: false } });
    expect(stderr).toContain(says);
    expect(stderr).toContain(path);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(project.snapshot()).toEqual(before);
  });

  it.for([
    { name: "a page", path: "/page", says: "answered with text/html instead of YAML or JSON" },
    { name: "a page that claims to be text", path: "/html-as-text", says: "Check that it is the right file" },
    { name: "a 404", path: "/nowhere", says: "answered with status 404 instead of 200" },
    { name: "a redirect to http", path: "/to-http", says: "uses http:// and only https:// or a file is accepted" },
    { name: "a redirect to a URL with a password", path: "/with-password", says: "holds a user name or password" },
    { name: "redirects without end", path: "/loop", says: "redirects more than 5 times" },
    { name: "an answer without end", path: "/endless", says: "holds more than 5 MB" },
  ])("$name", async ({ path, says }) => {
    const { exitCode, stderr, stdout, report } = await regenerate(`${origin}${path}?token=secret`);

    expect({ exitCode, report }).toMatchObject({ exitCode: 4, report: { verdict: "invalid spec", written: false } });
    expect(stderr).toContain(says);
    expect(`${stderr}${stdout}${JSON.stringify(report)}`).not.toContain("secret");
    expect(project.snapshot()).toEqual(before);
  });

  it.for([
    { name: "a URL without TLS", from: () => `${plainOrigin}/spec.yaml`, says: "uses http:// and only https://" },
    { name: "a URL of another kind", from: () => "ftp://example.com/spec.yaml", says: "uses ftp:// and only https://" },
    { name: "a URL that is none", from: () => "https://", says: "is not a valid URL" },
    {
      name: "a URL with a password",
      from: () => "https://user:secret@127.0.0.1/",
      says: "holds a user name or password",
    },
    {
      name: "a host that refuses",
      from: () => closedUrl,
      says: "cannot be reached (ECONNREFUSED)",
    },
    { name: "a file that is not there", from: () => join(folder, "none.yaml"), says: "cannot be read (ENOENT)" },
    { name: "a folder", from: () => folder, says: "cannot be read (EISDIR)" },
  ])("$name", async ({ from, says }) => {
    const { exitCode, stderr } = await regenerate(from());

    expect(exitCode).toBe(4);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("secret");
    expect(project.snapshot()).toEqual(before);
  });
});

describe("npm run regenerate", () => {
  it("refuses a certificate that it does not trust", async () => {
    delete process.env["NODE_EXTRA_CA_CERTS"];
    const { exitCode, stderr } = await regenerate(`${origin}/spec.yaml`);
    process.env["NODE_EXTRA_CA_CERTS"] = CERTIFICATE;

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/cannot be reached \(.*CERT.*\)/);
  });

  it("takes a spec by https, by way of a redirect as well, byte for byte", async () => {
    requests = [];
    const { exitCode, report } = await regenerate(`${origin}/moved`);

    expect({ exitCode, report }).toMatchObject({ exitCode: 0, report: { verdict: "unchanged" } });
    expect(requests).toEqual(["/moved", "/spec.yaml"]);
  });
});
