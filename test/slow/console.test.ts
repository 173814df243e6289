import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { findViolations } from "../support/find-violations.ts";
import { openBrowser, openWatchedPage } from "../support/open-browser.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

let sandbox: Sandbox;
afterEach(() => sandbox.close());

test("the console opens", async () => {
  sandbox = createSandbox();
  const { url } = await sandbox.listen();
  const { page, problems } = await openWatchedPage(browser);
  await page.goto(`${url}/#token=${sandbox.token}`);
  expect(await page.title()).toBe("Tratta sandbox");
  expect(await findViolations(page)).toEqual([]);
  expect(problems).toEqual([]);
});
