import { createServer, type Server } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { transformSync } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReferenceDocument, routeOf, routesOf } from "../../scripts/docs/reference-document.ts";
import { textOf } from "../../scripts/spec/json-value.ts";
import { operationsOf } from "../../scripts/spec/operations-of.ts";
import { parseSpec } from "../../scripts/spec/read-spec.ts";
import * as tratta from "../../src/index.ts";
import { createSandbox } from "../../src/sandbox/index.ts";
import { openConsumerFile } from "../support/consumer-project.ts";
import { openBrowser, openWatchedPage } from "../support/open-browser.ts";
import { PROJECT, runScript } from "../support/project-copy.ts";

const PATH = "generated/openapi.yaml";
const document = parseSpec({ path: PATH, text: readFileSync(join(PROJECT, PATH), "utf8") });
const operations = operationsOf(await createReferenceDocument(document)).map(({ name, operation }) => {
  const [sample] = operation["x-codeSamples"] as [{ source: string }];
  return { name, operation, sample: sample.source };
});

describe("the code samples of the HTTP reference", () => {
  it("compile, all in one program", () => {
    const file = openConsumerFile("test/types/code-samples.ts");
    const functions = operations.map(({ name, sample }) => `async () => {\n// ${name}\n${sample}\n}`);
    const names = ["createTrattaClient", "paginate", "chargeOnce", "updatePaymentPlan", "deletePaymentPlan"];
    file.write(
      `import { ${names.join(", ")} } from "../../src/index.ts";
      const client = createTrattaClient({ orgUuid: "<your org uuid>", token: "<your token>" });
      export const samples: (() => Promise<void>)[] = [${functions.join(",\n")}];`,
    );
    const { service, path } = file;
    const problems = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
    expect(problems.map(({ messageText }) => messageText)).toEqual([]);
    service.dispose();
  });

  it.each(operations)("$name is a request that the sandbox takes", async ({ name, operation, sample }) => {
    const deprecated = operation["deprecated"] === true;
    const sandbox = createSandbox({ dialect: deprecated ? "source" : "vendor", customers: 2, strict: true });
    const errors: unknown[] = [];
    const client = tratta.createTrattaClient({
      baseUrl: "https://sandbox.example/api/v1",
      token: sandbox.token,
      retry: false,
      fetch: async (request, init) => {
        const response = await sandbox.fetch(request, init);
        if (!response.ok) errors.push(((await response.clone().json()) as { error: unknown }).error);
        return response;
      },
    });
    // The helpers' calls come first, and need more than one request.
    const { code } = transformSync(`export const run = async (client) => {${sample.split("\n\n").at(-1)}}`, {
      loader: "ts",
    });
    const module = `data:text/javascript,${encodeURIComponent(code)}`;
    const { run } = (await import(/* @vite-ignore */ module)) as {
      run: (client: tratta.TrattaClient) => Promise<void>;
    };
    await run(client);

    const [received, ...more] = sandbox.requests;
    expect(`${received?.method} ${received?.pathTemplate}`).toBe(name);
    expect(more).toEqual([]);
    // Nothing but the values in angle brackets keeps it from success.
    for (const error of errors) expect(error).toMatch(/^No .+ has this id\.|of an existing|must have 12 to 19 digits/);
  });
});

describe("npm run docs", () => {
  it("leaves a folder alone that holds something else", async () => {
    const other = mkdtempSync(join(tmpdir(), "tratta-docs-other-"));
    writeFileSync(join(other, "work.txt"), "mine");
    const { exitCode, stderr } = await runScript("scripts/docs.ts", ["--out", other], 60_000);
    expect([exitCode, readFileSync(join(other, "work.txt"), "utf8")]).toEqual([1, "mine"]);
    expect(stderr).toContain("holds something else than the reference pages");
    rmSync(other, { recursive: true });
  });

  const folder = mkdtempSync(join(tmpdir(), "tratta-docs-"));
  let browser: Browser;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await runScript("scripts/docs.ts", ["--out", folder], 200_000);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/, 0 broken links\n$/);
    server = serve(folder);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  });

  it("shows every operation with its sample and its evidence, and loads nothing from elsewhere", async () => {
    const { page, problems } = await openWatchedPage(browser, { viewport: { width: 1_440, height: 900 } });
    await page.goto(url);
    await page.getByRole("link", { name: "The HTTP API" }).click();
    for (const { operation, sample } of operations) {
      await page.goto(`${url}http/index.html#${routeOf(operation)}`);
      const shown = [sample, `Evidence: ${textOf(operation["x-evidence"])}`].map((text) => text.replace(/\s+/g, ""));
      await page.waitForFunction((texts) => {
        const all = globalThis.document.body.innerText.replace(/\s+/g, "");
        return texts.every((text) => all.includes(text));
      }, shown);
    }
    for (const link of await page.locator('a[href^="#/"]').all()) {
      expect(routesOf(document)).toContain((await link.getAttribute("href"))?.split("#")[1]);
    }
    await page.getByRole("link", { name: "Evidence", exact: true }).first().click();
    expect(new URL(page.url()).hash).toBe("#/section/evidence");
    expect(problems).toEqual([]);
  });

  it("leads from a deprecated operation to what replaces it, and from there to the package", async () => {
    const { page, problems } = await openWatchedPage(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${url}http/index.html#/debt-accounts/createdebtaccount`);
    await page.getByRole("link", { name: "POST /debt-accounts", exact: true }).click();
    await page.getByText("creates its location").or(page.getByText("and its location when")).first().waitFor();
    expect(new URL(page.url()).hash).toBe("#/debt-accounts/createdebtaccounthyphenated");
    await page.goto(`${url}http/index.html`);
    await page.getByRole("link", { name: "the package's types and functions" }).click();
    await page.getByRole("link", { name: "index" }).first().click();
    await page.getByRole("heading", { name: "Module index" }).waitFor();
    expect(problems).toEqual([]);
  });

  it.each(["index.html", "http/index.html", "typescript/functions/index.chargeOnce.html"])(
    "fits %s on a phone",
    async (path) => {
      const { page } = await openWatchedPage(browser, { viewport: { width: 390, height: 844 } });
      await page.goto(`${url}${path}`);
      expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    },
  );
});

/** The folder of a site that is not at the root of its host, as on GitHub Pages. */
const BASE = "/tratta-client/";
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

function serve(folder: string): Server {
  return createServer(({ url = "" }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    const file = path === BASE ? "index.html" : path.slice(BASE.length);
    try {
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "text/plain");
      response.end(readFileSync(join(folder, file)));
    } catch {
      // Browsers ask for it by themselves.
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
}
