import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Agent, fetch as undiciFetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  fetchSpec,
  FetchSpecError,
  parseSpecSource,
  type FetchSpecOptions,
} from "../../../scripts/change/fetch-spec.ts";
import { PROJECT } from "../../support/project-copy.ts";

const SPEC = "openapi: 3.0.3\n";
const support = (name: string): Buffer => readFileSync(join(PROJECT, "test/support", name));
const folder = mkdtempSync(join(tmpdir(), "tratta-fetch-"));
const plain = createHttpServer((_, response) => response.end(SPEC));
const secure = createServer({ key: support("test-only-key.pem"), cert: support("test-only-cert.pem") });
const trusting = new Agent({ connect: { ca: support("test-only-cert.pem") } });
const fetch = ((url: URL, init: object) =>
  undiciFetch(url, { ...init, dispatcher: trusting })) as unknown as NonNullable<FetchSpecOptions["fetch"]>;
let origin: string;
let plainOrigin: string;
let closedOrigin: string;
let requests: string[] = [];

secure.on("request", (request, response) => {
  requests.push(request.url ?? "");
  const respond = (status: number, headers: Record<string, string>, body = ""): void => {
    response.writeHead(status, headers).end(body);
  };
  switch (request.url?.split("?")[0]) {
    case "/spec.yaml":
      return respond(200, { "content-type": "application/yaml; charset=utf-8" }, SPEC);
    case "/untyped":
      return respond(200, {}, SPEC);
    case "/moved":
      return respond(302, { location: "/spec.yaml" });
    case "/page":
      return respond(200, { "content-type": "text/html" }, "<!doctype html><title>Docs</title>");
    case "/to-http":
      return respond(301, { location: `${plainOrigin}/spec.yaml?token=secret` });
    case "/with-password":
      return respond(307, { location: "https://user:secret@127.0.0.1/" });
    case "/to-nonsense":
      return respond(302, { location: "https://secret:secret" });
    case "/to-404":
      return respond(302, { location: "/secret/signed" });
    case "/loop":
      return respond(302, { location: "/loop" });
    case "/silent":
      return;
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
      return respond(404, { "content-type": "text/plain" }, "no");
  }
});

beforeAll(async () => {
  const closed = createHttpServer();
  const [port, plainPort, closedPort] = await Promise.all(
    [secure, plain, closed].map(async (server) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      return (server.address() as AddressInfo).port;
    }),
  );
  closed.close();
  origin = `https://127.0.0.1:${port}`;
  plainOrigin = `http://127.0.0.1:${plainPort}`;
  closedOrigin = `https://127.0.0.1:${closedPort}`;
});

afterAll(async () => {
  for (const server of [secure, plain]) {
    server.closeAllConnections();
    server.close();
  }
  await trusting.destroy();
  rmSync(folder, { recursive: true });
});

async function refusal(from: string, options: FetchSpecOptions = { fetch }): Promise<string> {
  try {
    await fetchSpec(parseSpecSource(from), options);
  } catch (error) {
    expect(error).toBeInstanceOf(FetchSpecError);
    return (error as Error).message;
  }
  throw new Error("it was accepted");
}

describe("fetchSpec", () => {
  it("reads a spec by https, after a redirect as well, byte for byte", async () => {
    requests = [];
    expect(await fetchSpec(parseSpecSource(`${origin}/moved`), { fetch })).toBe(SPEC);
    expect(requests).toEqual(["/moved", "/spec.yaml"]);
    expect(await fetchSpec(parseSpecSource(`${origin}/untyped`), { fetch })).toBe(SPEC);
  });

  it.for([
    { name: "a page", path: "/page", says: "responded with text/html instead of YAML or JSON" },
    { name: "a 404", path: "/nowhere", says: "responded with status 404 instead of 200" },
    { name: "a redirect to http", path: "/to-http", says: "redirects to something other than an https URL" },
    { name: "a redirect to a URL with a password", path: "/with-password", says: "redirects to something other" },
    { name: "a redirect to what is no URL", path: "/to-nonsense", says: "redirects to something other" },
    { name: "a redirect to a 404", path: "/to-404", says: "responded with status 404 instead of 200" },
    { name: "redirects without end", path: "/loop", says: "redirects more than 5 times" },
    { name: "a response without end", path: "/endless", says: "is larger than 5 MB" },
  ])("refuses $name, without the query and the target of a redirect in the message", async ({ path, says }) => {
    const message = await refusal(`${origin}${path}?token=secret`);

    expect(message).toContain(`${origin}${path} ${says}`);
    expect(message).not.toContain("secret");
  });

  it("refuses a certificate that it does not trust", async () => {
    expect(await refusal(`${origin}/spec.yaml?token=secret`, {})).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/spec\.yaml cannot be read \(.*CERT.*\)/,
    );
  });

  it("refuses a host that accepts no connection", async () => {
    expect(await refusal(`${closedOrigin}/spec.yaml?token=secret`)).toBe(
      `${closedOrigin}/spec.yaml cannot be read (ECONNREFUSED). Check the URL and the network.`,
    );
  });

  it("gives up on a host that sends no response", async () => {
    expect(await refusal(`${origin}/silent?token=secret`, { fetch, timeoutMs: 100 })).toBe(
      `${origin}/silent sent no complete response within 0.1 s. Try again later.`,
    );
  });

  it("keeps every byte of a file, including a byte order mark and Windows line breaks", async () => {
    const path = join(folder, "spec.yaml");
    writeFileSync(path, "\uFEFFopenapi: 3.0.3\r\n");

    expect(await fetchSpec(parseSpecSource(path))).toBe("\uFEFFopenapi: 3.0.3\r\n");
  });

  it("accepts a file up to the limit and refuses one byte more", async () => {
    const path = join(folder, "spec.yaml");
    writeFileSync(path, "12345");

    expect(await fetchSpec(parseSpecSource(path), { maxBytes: 5 })).toBe("12345");
    expect(await refusal(path, { maxBytes: 4 })).toContain("is larger than");
  });

  it("refuses a folder and bytes that are not text, by the path that was given", async () => {
    const path = join(folder, "bytes");
    writeFileSync(path, new Uint8Array([0xff, 0xfe, 0x00, 0xd8]));

    expect(await refusal(path)).toBe(`${path} is not UTF-8 text. Check that it is the right file.`);
    expect(await refusal(folder)).toBe(`${folder} cannot be read (EISDIR). Check the path.`);
  });
});

describe("parseSpecSource", () => {
  it.for([
    ["https://example.com/a.yaml?token=secret#secret", "https://example.com/a.yaml"],
    [" \t HTTPS:/example.com:443/a.yaml?token=secret", "https://example.com/a.yaml"],
    ["htt\nps:\\\\example.com\\a.yaml?token=secret", "https://example.com/a.yaml"],
    ["package.json", "package.json"],
  ] as const)("names %j %s", ([from, name]) => {
    expect(parseSpecSource(from).name).toBe(name);
  });

  it.for([
    ["http://example.com/secret?token=secret", "neither a file that exists nor an https URL"],
    ["ftp://example.com/secret", "neither a file that exists nor an https URL"],
    ["//example.com/secret?token=secret", "neither a file that exists nor an https URL"],
    ["secret:x", "neither a file that exists nor an https URL"],
    ["https://", "neither a file that exists nor an https URL"],
    ["none/secret.yaml", "neither a file that exists nor an https URL"],
    ["https://user:secret@127.0.0.1/", "a URL with a user name or password is refused"],
    ["https://user:1/secret@127.0.0.1/", "a URL with a user name or password is refused"],
    ["https://user:secret%40127.0.0.1/", "neither a file that exists nor an https URL"],
    ["//user:secret@127.0.0.1/", "a URL with a user name or password is refused"],
    ["user:secret@127.0.0.1", "a URL with a user name or password is refused"],
  ] as const)("refuses %j without repeating it", async ([from, says]) => {
    const message = await refusal(from);
    expect(message).toContain(says);
    expect(message).not.toContain("secret");
  });

  it("never shows credentials or a query, however a URL is written", () => {
    const blanks = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r", "\u0000", "\u00a0"), maxLength: 3 });
    const scheme = fc
      .constantFrom("https:", "HTTPS:", "Https:", "http:", "ht\ttps:", "ftp:", "file:", "x-y:", "")
      .chain((name) => fc.constantFrom("", "/", "//", "///", "\\\\", "/\t/").map((slashes) => `${name}${slashes}`));
    // Characters that end a host, a port or a path, so that the parser sees the parts elsewhere than the author.
    const secret = fc
      .tuple(
        fc.stringMatching(/^[a-z\d:/?#%\\[\]]{0,4}$/),
        fc.constant("S3CRET"),
        fc.stringMatching(/^[a-z\d:/?#%\\]{0,4}$/),
      )
      .map((parts) => parts.join(""));
    const at = fc.constantFrom("@", "\uFF20", "\uFE6B");
    const credentials = fc.oneof(
      fc.tuple(secret, at).map((parts) => parts.join("")),
      fc.tuple(fc.constantFrom("user:", "user:1/", ":"), secret, at).map((parts) => parts.join("")),
    );
    const query = fc.tuple(fc.constantFrom("?token=", "?", "#", "/a?b&c="), secret).map((parts) => parts.join(""));
    const host = fc.constantFrom("example.com", "example.com:8443", "127.0.0.1", "[::1]");
    const url = fc.oneof(
      fc.tuple(blanks, scheme, credentials, host, fc.option(query, { nil: "" }), blanks),
      fc.tuple(blanks, scheme, host, fc.constant("/openapi.yaml"), query, blanks),
    );

    fc.assert(
      fc.property(
        url.map((parts) => parts.join("")),
        (from) => {
          let shown: string;
          try {
            shown = parseSpecSource(from).name;
          } catch (error) {
            expect(error).toBeInstanceOf(FetchSpecError);
            shown = (error as Error).message;
          }
          expect(shown.toUpperCase()).not.toContain("S3CRET");
        },
      ),
      { numRuns: 5000 },
    );
  });
});
