import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { createCard } from "../support/enrol.ts";
import { findViolations } from "../support/find-violations.ts";
import { openBrowser, openWatchedPage } from "../support/open-browser.ts";
import { call, noonOf, type ReadResponse } from "../support/sandbox-caller.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const NAME = "Ada <script>alert(1)</script> Byron";
const BANK = `First "Example" & <b>Bank</b>`;

let sandbox: Sandbox;
let url: string;
let customerId: string;
let accountId: string;
let link: string;
let problems: string[];

beforeEach(async () => {
  sandbox = createSandbox({ clock: noonOf("2026-03-02"), customers: 3 });
  ({ url } = await sandbox.listen());
  customerId = (await created("/customers", { name: NAME })).id;
  accountId = await createAccount({ balance: 60_000, external_id: "ACC-77", payment_plan: PLAN });
  link = await createLink();
});
afterEach(() => sandbox.close());

const PLAN = { frequency: "monthly", start_date: "2026-03-15", recurring_day: "15th", amount: "5000" };

async function created(path: string, body: object): Promise<ReadResponse["body"]> {
  const response = await call(sandbox, "POST", path, body);
  if (response.status >= 300) throw new Error(response.body.error);
  return response.body.data;
}

async function createAccount(fields: object): Promise<string> {
  const location = { location_id: "bank", location_name: BANK };
  return (await created("/debt-accounts", { customer_id: customerId, ...location, ...fields })).id;
}

/** A link to the portal of the sandbox that listens. */
async function createLink(options: object = {}): Promise<string> {
  const session = await created("/customer-sessions", { customer_id: customerId, ...options });
  return `${url}${new URL(session.portal_url).pathname}`;
}

async function giveCard(number: string, isPrimary = false): Promise<string> {
  const id = await createCard(sandbox, number, "Ada Byron");
  // Choosing it in the portal is what gives it to the customer.
  const other = await createAccount({ balance: 100 });
  const body = new URLSearchParams({ action: "pay", account: other, seen: "0", amount: "1.00", payment_method_id: id });
  await fetch(await createLink(), { method: "POST", body, redirect: "manual" });
  if (isPrimary) await call(sandbox, "PUT", `/payment-methods/${id}`, { is_primary: true });
  return id;
}

async function read(path: string): Promise<ReadResponse["body"]> {
  return (await call(sandbox, "GET", path)).body.data;
}

async function chargesOfAccount(): Promise<{ amount: number; status: string }[]> {
  const charges: { debt_account_id: string; amount: number; status: string }[] = await read("/charges?limit=500");
  return charges
    .filter(({ debt_account_id }) => debt_account_id === accountId)
    .map(({ amount, status }) => ({ amount, status }));
}

const balance = async (): Promise<number> => (await read(`/debt-accounts/${accountId}`)).current_balance;

async function visit(address = link, options: BrowserContextOptions = {}): Promise<Page> {
  const watched = await openWatchedPage(browser, options);
  ({ problems } = watched);
  await watched.page.goto(address);
  return watched.page;
}

const SHAPES = [
  { viewport: { width: 1_440, height: 900 }, colorScheme: "light" },
  { viewport: { width: 1_440, height: 900 }, colorScheme: "dark" },
  { viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const;

describe("the portal's page", () => {
  test.each(SHAPES)(
    "is accessible and fits at $viewport.width px in $colorScheme, also after a payment",
    async (shape) => {
      await giveCard("4242424242424242");
      const page = await visit(link, shape);
      expect(await findViolations(page)).toEqual([]);
      await page.getByLabel("Amount in dollars").first().fill("1");
      await page.getByRole("button", { name: "Pay now on account ACC-77" }).click();
      await page.getByText("We received your payment of $1.00").waitFor();
      await page.getByText("6 more dates").click();
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(shape.viewport.width);
      expect(problems).toEqual([]);
    },
  );

  test("shows accounts, balances in dollars and the plan with its dates, as text", async () => {
    const page = await visit();
    const text = await page.locator("main").innerText();
    for (const part of [
      NAME,
      BANK,
      "Account ACC-77",
      "$600.00",
      "Mar 15, 2026",
      "Apr 15, 2026",
      "12 payments of $50.00 every month",
    ]) {
      expect(text).toContain(part);
    }
    expect(problems).toEqual([]);
  });

  test("shows nothing of other customers, and says nothing of their charges", async () => {
    const [other] = await read("/charges?limit=1");
    const page = await visit(`${link}?charge=${other.id}`);
    expect(await page.getByRole("status").count()).toBe(0);
    const shown = await page.content();
    const others = (await read("/customers?limit=500")).filter(({ id }: { id: string }) => id !== customerId);
    expect(others).toHaveLength(3);
    for (const { id, name, email } of others)
      for (const secret of [id, name, email]) expect(shown).not.toContain(secret);
    expect(shown).not.toContain("ACC-000001");
  });

  test("is sent with headers that keep others out", async () => {
    const { headers } = await fetch(link);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).not.toContain("unsafe");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("agreeing", () => {
  test("schedules the plan, without JavaScript and by keyboard alone", async () => {
    const page = await visit(link, { javaScriptEnabled: false });
    await page.keyboard.press("Tab");
    await expectFocus(page, "Agree to the plan");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("You agreed to your payment plan.").waitFor();
    const { payment_plan } = await read(`/debt-accounts/${accountId}`);
    const plan = await read(`/payment-plans/${payment_plan.id}`);
    expect(plan.charges.map(({ scheduled }: { scheduled: boolean }) => scheduled)).toEqual(Array(12).fill(true));
    expect(await page.getByRole("button", { name: "Agree" }).count()).toBe(0);
    expect(await page.getByText("Not agreed yet").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("collects from the payment method that was chosen", async () => {
    const id = await giveCard("4000000000005556");
    await giveCard("4242424242424242", true);
    const page = await visit();
    await page.getByLabel("Collect from").selectOption(id);
    await page.getByRole("button", { name: "Agree to the plan" }).click();
    await page.getByText("You agreed").waitFor();
    sandbox.clock.set(Date.parse("2026-03-16T00:00:00Z"));
    const collected = (await read("/charges?limit=500")).find(({ amount }: { amount: number }) => amount === 5_000);
    expect(collected).toMatchObject({ payment_method_id: id, status: "completed" });
  });

  test("does nothing when the terms have changed since they were shown", async () => {
    const page = await visit();
    const { payment_plan } = await read(`/debt-accounts/${accountId}`);
    const terms = { frequency: "weekly", start_date: "2026-03-10", amount: 10_000 };
    expect((await call(sandbox, "PUT", `/payment-plans/${payment_plan.id}`, terms)).status).toBe(200);
    await page.getByRole("button", { name: "Agree to the plan" }).click();
    await page.getByRole("status").getByText("Nothing was done this time.").waitFor();
    await page.getByText("6 payments of $100.00 every week").first().waitFor();
    expect((await read(`/payment-plans/${payment_plan.id}`)).charges[0].scheduled).toBe(false);
    expect(problems).toEqual([]);
  });

  test("is not offered once the first payment is due, and refused if that happens meanwhile", async () => {
    const longLink = await createLink({ valid_until: 2_000 });
    const page = await visit(longLink);
    sandbox.clock.set(Date.parse("2026-03-15T01:00:00Z"));
    await page.getByRole("button", { name: "Agree to the plan" }).click();
    await page.getByRole("status").getByText("You have not agreed to the plan.").waitFor();
    expect(await page.getByRole("button", { name: "Agree" }).count()).toBe(0);
    await page.getByText("You cannot agree to it now.").waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});

describe("paying", () => {
  test("charges the amount, and loading the page again or going back does not charge again", async () => {
    await giveCard("4242424242424242");
    const page = await visit();
    await page.getByLabel("Amount in dollars").first().fill("125.50");
    await page.getByRole("button", { name: "Pay now on account ACC-77" }).click();
    await page.getByRole("status").getByText("We received your payment of $125.50").waitFor();
    expect(await balance()).toBe(47_450);
    await page.getByText("$474.50", { exact: true }).first().waitFor();
    await page.reload();
    await page.goBack();
    await page.goForward();
    expect(await chargesOfAccount()).toEqual([{ amount: 12_550, status: "completed" }]);
    expect(problems).toEqual([]);
  });

  test("charges once when a form is sent twice, at once or later", async () => {
    await giveCard("4242424242424242");
    const [page, other] = [await visit(), await visit()];
    const pay = async (of: Page): Promise<void> => {
      await of.getByRole("button", { name: "Pay now on account ACC-77" }).click();
      await of.getByRole("status").waitFor();
    };
    for (const each of [page, other]) await each.getByLabel("Amount in dollars").first().fill("10");
    await Promise.all([pay(page), pay(other)]);
    const said = await Promise.all([page, other].map((each) => each.getByRole("status").innerText()));
    expect(said.toSorted()).toEqual([
      expect.stringContaining("Nothing was done this time."),
      expect.stringContaining("We received your payment of $10.00"),
    ]);
    const body = new URLSearchParams({ action: "pay", account: accountId, seen: "0", amount: "10" });
    const late = await fetch(link, { method: "POST", body, redirect: "manual" });
    expect([late.status, late.headers.get("location")]).toEqual([303, "?problem=changed"]);
    expect(await chargesOfAccount()).toEqual([{ amount: 1_000, status: "completed" }]);
  });

  test("says why a payment was declined, and takes no money", async () => {
    const declined = await giveCard("4000000000000002");
    const page = await visit();
    await page.getByLabel("Pay with").first().selectOption(declined);
    await page.getByLabel("Amount in dollars").first().fill("20");
    await page.getByRole("button", { name: "Pay now on account ACC-77" }).click();
    const said = await page.getByRole("status").innerText();
    expect(said).toContain("Your payment of $20.00 was declined.");
    expect(said).toContain("card ending in 0002");
    expect(await balance()).toBe(60_000);
    expect(await chargesOfAccount()).toEqual([{ amount: 2_000, status: "failed" }]);
    expect(await findViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("pays everything from a made-up card when none is on file", async () => {
    const page = await visit();
    await page.getByText("No card is on file.").first().waitFor();
    await page.getByRole("button", { name: "Pay now on account ACC-77" }).press("Enter");
    await page.getByText("Nothing is owed on this account.").waitFor();
    expect(await balance()).toBe(0);
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await findViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test.each(["600.01", "0", "abc", "1.005", "-5"])(
    "pays nothing for the amount %s, whatever the browser lets through",
    async (amount) => {
      const page = await visit();
      const field = page.getByLabel("Amount in dollars").first();
      await field.evaluate((input) => {
        input.setAttribute("type", "text");
        (input as HTMLInputElement).form?.setAttribute("novalidate", "");
      });
      await field.fill(amount);
      await page.getByRole("button", { name: "Pay now on account ACC-77" }).click();
      await page.getByRole("status").getByText("Nothing was paid.").waitFor();
      expect(await chargesOfAccount()).toEqual([]);
      expect(problems).toEqual([]);
    },
  );

  test("refuses accounts and payment methods of others, and forms of other pages", async () => {
    const [stranger] = (await read("/debt-accounts?limit=500")).filter(({ id }: { id: string }) => id !== accountId);
    const [method] = await read("/payment-methods?limit=1");
    const send = async (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<number> => {
      const body = new URLSearchParams({ action: "pay", account: accountId, seen: "0", amount: "1", ...fields });
      return (await fetch(link, { method: "POST", body, headers, redirect: "manual" })).status;
    };
    expect(await send({ account: stranger.id })).toBe(422);
    expect(await send({ payment_method_id: method.id })).toBe(422);
    expect(await send({ action: "steal" })).toBe(422);
    expect(await send({}, { Origin: "https://evil.example" })).toBe(403);
    expect(await send({}, { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors" })).toBe(403);
    expect(await chargesOfAccount()).toEqual([]);
    expect(await send({})).toBe(303);
  });
});

describe("links that no longer work", () => {
  test.each([
    ["an unknown link", 404, "We do not know this link"],
    ["an expired link", 410, "This link has expired"],
  ])("%s is told kindly", async (_, status, heading) => {
    const address = status === 404 ? `${url}/portal/none` : link;
    sandbox.clock.advance(25 * 3_600_000);
    const page = await visit(address, { viewport: { width: 390, height: 844 } });
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    expect(await page.content()).not.toContain("Byron");
    expect(await findViolations(page)).toEqual([]);
    expect(problems).toEqual([expect.stringContaining(`${status}`), expect.stringContaining(`${status}`)]);
  });

  test("an expired link leads to the address that its session has for that", async () => {
    const target = `${url}/`;
    const expiring = await createLink({ expiration_return_url: target });
    sandbox.clock.advance(25 * 3_600_000);
    const page = await visit(expiring);
    expect(page.url()).toBe(target);
  });

  test("the way back is a link that tells the other site nothing", async () => {
    const page = await visit(await createLink({ return_url: "https://shop.example/?a=1&b='x'" }));
    const back = page.getByRole("link", { name: "Back to where you came from" });
    expect(await back.getAttribute("href")).toBe("https://shop.example/?a=1&b='x'");
    expect(await back.getAttribute("rel")).toBe("noreferrer");
  });
});

async function expectFocus(page: Page, name: string): Promise<void> {
  expect(await page.locator(":focus").innerText()).toBe(name);
}
