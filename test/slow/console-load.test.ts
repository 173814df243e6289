import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openBrowser } from "../support/open-browser.ts";
import { openConsole, type OpenConsole } from "../support/open-console.ts";
import { call, send } from "../support/sandbox-caller.ts";

const RECORDED = 10_000;
const MORE = 500;
const MAX_FRAME_MS = 100;
const MAX_HEAP_BYTES = 100_000_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
let opened: OpenConsole | undefined;
afterEach(() => opened?.close());

// A frame is late when the page's thread works for long without a pause, so that is what is measured: the time between two
// frames says more of what else runs on the machine.
test("with 10,000 requests recorded and 100 a second coming in, no frame takes 100 ms and the page no 100 MB", async () => {
  opened = await openConsole(browser, {
    sandbox: { customers: 100 },
    async prepare(sandbox) {
      for (let index = 0; index < RECORDED; index += 1) {
        await send(sandbox, new Request(`http://sandbox.test/api/v1/customers/${index}`));
      }
    },
  });
  const { page, sandbox, problems } = opened;
  const count = page.locator("#request-count");
  await vi.waitFor(async () => expect(await count.innerText()).toBe("10,000"), { timeout: 60_000 });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  // What the page's thread did without a pause, if it was 50 ms or more.
  await page.evaluate(() => {
    const longest = { ms: 0 };
    Object.assign(globalThis, { longest });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
    }).observe({ type: "longtask" });
  });
  const begun = Date.now();
  for (let index = 0; index < MORE; index += 1) {
    await call(
      sandbox,
      index % 2 === 0 ? "GET" : "POST",
      "/customers",
      index % 2 === 0 ? undefined : { name: `Ada ${index}` },
    );
    const ahead = (index + 1) * 10 - (Date.now() - begun);
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
    if (index % 100 === 50)
      await page.locator("#request-list").evaluate((list) => (list.scrollTop = Math.random() * list.scrollHeight));
  }
  await vi.waitFor(async () => expect(await page.locator("#customer-count").innerText()).toBe("350"), {
    timeout: 60_000,
  });
  expect(await page.locator(".request").count()).toBeLessThan(100);
  const frame = await page.evaluate(() => (globalThis as unknown as { longest: { ms: number } }).longest.ms);
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
  console.log(
    `longest task ${Math.round(frame)} ms, heap ${(heap / 1e6).toFixed(1)} MB, ${metrics.find(({ name }) => name === "Nodes")?.value} nodes`,
  );
  expect(frame).toBeLessThan(MAX_FRAME_MS);
  expect(heap).toBeLessThan(MAX_HEAP_BYTES);
  expect(problems).toEqual([]);
});
