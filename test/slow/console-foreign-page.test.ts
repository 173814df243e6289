import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { openBrowser } from "../support/open-browser.ts";
import { call, noonOf } from "../support/sandbox-caller.ts";

const CLOCK = noonOf("2026-03-02");

let browser: Browser;
let sandbox: Sandbox;
let url: string;
let server: Server;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  sandbox = createSandbox({ clock: CLOCK, customers: 3 });
  ({ url } = await sandbox.listen());
  sandbox.faults.add({ kind: "empty" });
  server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<!doctype html><title>another page</title>");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  page = await (await browser.newContext()).newPage();
});
afterEach(async () => {
  await page.context().close();
  server.close();
  await sandbox.close();
});

/** The same site as the sandbox, with another port, and another site. */
const HOSTS = ["127.0.0.1", "localhost"];

async function visit(host: string): Promise<void> {
  await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`);
}

/** Nothing has happened in the sandbox: no request recorded, no fault used up or removed, the clock where it was. */
function expectUntouched(): void {
  expect([sandbox.requests, sandbox.faults.pending().length, sandbox.clock.now()]).toEqual([[], 1, CLOCK()]);
}

test.each(HOSTS)("a page at another port of %s can read nothing, with or without the token", async (host) => {
  await visit(host);
  const read = await page.evaluate(
    async ([origin, token]) => {
      const attempts: Promise<string>[] = [];
      for (const path of [
        "/",
        "/_sandbox/health",
        "/_sandbox/state",
        "/_sandbox/events",
        "/api/v1/customers",
        "/_sandbox/pages/console.js",
      ]) {
        for (const init of [
          {},
          { headers: { Authorization: `Bearer ${token}` } },
          { credentials: "include" as const },
        ]) {
          attempts.push(
            fetch(`${origin}${path}`, init).then(
              (response) => response.text(),
              () => "refused",
            ),
          );
        }
        // What cannot be read may still be sent.
        attempts.push(
          fetch(`${origin}${path}`, { mode: "no-cors" }).then(
            (response) => response.text(),
            () => "refused",
          ),
        );
      }
      return [...new Set(await Promise.all(attempts))];
    },
    [url, sandbox.token] as const,
  );
  // A response to no-cors is opaque: its text is empty.
  expect(read.filter((text) => text !== "" && text !== "refused")).toEqual([]);
  expect(read).toContain("refused");
  expectUntouched();
});

test.each(HOSTS)("a page at another port of %s can press nothing, neither by requests nor by forms", async (host) => {
  await visit(host);
  await page.evaluate(
    async ([origin, token]) => {
      for (const [method, path, body] of [
        ["POST", "/_sandbox/reset"],
        ["POST", "/_sandbox/clock", '{"advanceMs":86400000}'],
        ["DELETE", "/_sandbox/faults"],
        ["POST", "/api/v1/customers", '{"name":"Eve"}'],
      ] as const) {
        const headers = { Authorization: `Bearer ${token}` };
        await fetch(`${origin}${path}`, { method, headers, body: body ?? null }).catch(() => {});
        if (method === "POST")
          await fetch(`${origin}${path}`, { method, mode: "no-cors", body: body ?? null }).catch(() => {});
      }
      const script = document.createElement("script");
      script.src = `${origin}/_sandbox/pages/console.js`;
      const loaded = new Promise((resolve) => {
        script.addEventListener("error", () => resolve("refused"));
        script.addEventListener("load", () => resolve("loaded"));
      });
      document.body.append(script);
      if ((await loaded) !== "refused") throw new Error("The script of the console was loaded.");
      const image = new Image();
      image.src = `${origin}/api/v1/customers`;
      await image.decode().catch(() => {});
    },
    [url, sandbox.token] as const,
  );
  expectUntouched();
  await page.setContent(`<form method="post" action="${url}/_sandbox/reset"><button>Go</button></form>`);
  await Promise.all([page.waitForURL(`${url}/**`), page.getByRole("button").click()]);
  expect(await page.innerText("body")).toContain("origin_not_allowed");
  expectUntouched();
});

test.each(HOSTS)(
  "a page at another port of %s can neither frame the console nor keep a hold on its window",
  async (host) => {
    await visit(host);
    const opened = page.context().waitForEvent("page");
    const inside = await page.evaluate(async (address) => {
      const frame = document.createElement("iframe");
      frame.src = address;
      await new Promise((resolve) => {
        frame.addEventListener("load", resolve);
        document.body.append(frame);
      });
      Object.assign(globalThis, { other: window.open(address) });
      return frame.contentDocument === null;
    }, `${url}/#token=${sandbox.token}`);
    expect(inside).toBe(true);
    const framed = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.content()),
    );
    expect(framed).toEqual([expect.stringContaining("origin_not_allowed")]);
    const console_ = await opened;
    await console_.getByText("Live", { exact: true }).waitFor();
    // Cut off by Cross-Origin-Opener-Policy.
    expect(await page.evaluate(() => (globalThis as unknown as { other: Window }).other.closed)).toBe(true);
    expect(await console_.evaluate(() => window.opener)).toBeNull();
    expectUntouched();
  },
);

test("a link leads to the console, which sends no address along to where its own requests go", async () => {
  await visit("localhost");
  await page.setContent(`<a href="${url}/">console</a>`);
  await page.getByRole("link").click();
  await page.getByLabel("Token").waitFor();
  const referrers: unknown[] = [];
  page.on("request", (request) => referrers.push(request.headers()["referer"]));
  await page.getByLabel("Token").fill(sandbox.token);
  await page.keyboard.press("Enter");
  await page.getByText("Live", { exact: true }).waitFor();
  expect(referrers.filter(Boolean)).toEqual([]);
  expect(referrers.length).toBeGreaterThan(3);
});

test("a page that is allowed may control the sandbox, as before", async () => {
  const { port } = server.address() as AddressInfo;
  const open = createSandbox({ allowedOrigins: [`http://localhost:${port}`], customers: 1 });
  const listener = await open.listen();
  try {
    await visit("localhost");
    const status = await page.evaluate(
      async ([origin, token]) => {
        const headers = { Authorization: `Bearer ${token}` };
        return (await fetch(`${origin}/_sandbox/reset`, { method: "POST", headers })).status;
      },
      [listener.url, open.token] as const,
    );
    expect(status).toBe(204);
    expect((await call(open, "GET", "/customers")).status).toBe(200);
  } finally {
    await open.close();
  }
});
