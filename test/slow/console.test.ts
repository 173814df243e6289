import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.ts";
import { enrol } from "../support/enrol.ts";
import { findViolations } from "../support/find-violations.ts";
import { openBrowser } from "../support/open-browser.ts";
import { openConsole, type OpenConsole } from "../support/open-console.ts";
import { call, noonOf } from "../support/sandbox-caller.ts";

const CLOCK = noonOf("2026-03-02");
const DAY_MS = 86_400_000;
const HOOK = {
  url: "https://shop.test/hook",
  events: ["charge.failed", "customer.create"],
  secret: "0123456789abcdef",
};
const PLAN = { frequency: "weekly", amount: "10000", start_date: "2026-03-09" };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const consoles: OpenConsole[] = [];
afterEach(async () => {
  const problems = consoles.flatMap((each) => each.problems);
  await Promise.all(consoles.splice(0).map(({ close }) => close()));
  expect(problems).toEqual([]);
});

async function open(options: Parameters<typeof openConsole>[1] = {}): Promise<OpenConsole> {
  const opened = await openConsole(browser, { ...options, sandbox: { clock: CLOCK, ...options.sandbox } });
  consoles.push(opened);
  return opened;
}

const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole("button", { name, exact: true });

/** Waits until something in the sandbox or on the page is so. */
const eventually = (check: () => unknown): Promise<void> => vi.waitFor(check, { timeout: 20_000 }) as Promise<void>;

const shows = (locator: Locator, text: string | RegExp): Promise<void> =>
  eventually(async () => expect(await locator.innerText()).toMatch(text));

describe("signing in", () => {
  test("without a token, the page asks for it, and neither shows nor reads any data", async () => {
    const requested: string[] = [];
    browser.once("context", (context) => {
      context.on("request", (request) => requested.push(new URL(request.url()).pathname));
    });
    const { page, sandbox } = await open({ address: "/" });
    await page.getByLabel("Token").waitFor();
    expect(await page.locator("#console").isVisible()).toBe(false);
    expect(requested.filter((path) => !path.startsWith("/_sandbox/pages/"))).toEqual(["/"]);
    expect(await findViolations(page)).toEqual([]);
    await page.getByLabel("Token").fill(sandbox.token);
    await button(page, "Open the console").click();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(sandbox.requests).toEqual([]);
  });

  test("a wrong token is said kindly, and asked for again", async () => {
    const { page, problems, sandbox } = await open({ address: "/#token=wrong" });
    await shows(page.getByRole("alert"), "not the token of this sandbox");
    expect(page.url()).not.toContain("wrong");
    expect(await findViolations(page)).toEqual([]);
    await page.getByLabel("Token").fill("another");
    await page.keyboard.press("Enter");
    await eventually(() => expect(problems.filter((problem) => problem.startsWith("refused: 401"))).toHaveLength(2));
    await page.getByLabel("Token").fill(sandbox.token);
    await page.keyboard.press("Enter");
    await page.getByText("Live", { exact: true }).waitFor();
    // The two refusals, which the browser writes to its console as well.
    expect(problems.splice(0)).toHaveLength(4);
  });

  test("the token disappears from the address, stays for a reload, and is not there in another tab", async () => {
    const { page, url } = await open();
    expect(page.url()).toBe(`${url}/`);
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    const other = await page.context().newPage();
    await other.goto(url);
    await other.getByLabel("Token").waitFor();
    expect(await page.evaluate(() => [localStorage.length, document.cookie])).toEqual([0, ""]);
  });
});

describe("requests", () => {
  test("appear as they come, with what was wrong with them", async () => {
    const { page, sandbox } = await open({ prepare: (given) => call(given, "GET", "/customers") });
    const rows = page.locator(".request");
    await eventually(async () => expect(await rows.count()).toBe(1));
    await call(sandbox, "POST", "/customers", { email: "none" });
    await call(sandbox, "POST", "/customers", { name: "Ada", nickname: "A" });
    sandbox.faults.add({ kind: "reset" });
    await call(sandbox, "DELETE", "/webhooks/1").catch(() => {});
    await eventually(async () => expect(await rows.count()).toBe(4));
    const texts = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
    expect(await page.locator("#request-count").innerText()).toBe("4");
    const sorted = texts.toSorted();
    expect(sorted).toEqual([
      expect.stringMatching(/^200 GET \/customers 12:00:00$/),
      expect.stringMatching(/^201 POST \/customers nickname is not documented for this operation 12:00:00$/),
      expect.stringMatching(/^422 POST \/customers name is required.* 12:00:00$/),
      expect.stringMatching(/^lost DELETE \/webhooks\/1 fault: reset 12:00:00$/),
    ]);
  });

  test("are filtered by text and by whether something was wrong", async () => {
    const { page, sandbox } = await open();
    for (const path of ["/customers", "/charges", "/nowhere"]) await call(sandbox, "GET", path);
    const rows = page.locator(".request");
    await eventually(async () => expect(await rows.count()).toBe(3));
    await page.getByLabel("Filter requests").fill("char");
    await eventually(async () => expect(await rows.allInnerTexts()).toEqual([expect.stringContaining("/charges")]));
    expect(await page.locator("#request-count").innerText()).toBe("1 of 3");
    await page.getByLabel("Filter requests").fill("");
    await page.getByLabel("Problems only").check();
    await eventually(async () => expect(await rows.allInnerTexts()).toEqual([expect.stringContaining("/nowhere")]));
    await call(sandbox, "GET", "/customers");
    await call(sandbox, "GET", "/nobody");
    await eventually(async () => expect(await rows.count()).toBe(2));
  });

  test("are shown whole when chosen, with a curl line to copy, and never with the token", async () => {
    const { page, sandbox, url } = await open({ browser: { permissions: ["clipboard-read", "clipboard-write"] } });
    await call(sandbox, "POST", "/customers?a=1", { name: "O'Hara" });
    await page.locator(".request").click();
    const details = page.getByLabel("The chosen request");
    await shows(details, /createCustomer/);
    await button(details, "Copy").click();
    await shows(page.locator("#message"), "Copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(
      `curl --globoff --path-as-is --request 'POST' --header "Authorization: Bearer $TRATTA_TOKEN" ` +
        `--header 'Accept: application/json' --header 'Content-Type: application/json' ` +
        String.raw`--data-raw '{"name":"O'\''Hara"}' ` +
        `'${url}/api/v1/customers?a=1'`,
    );
    expect(await page.content()).not.toContain(sandbox.token);
    await button(details, "Close the request").click();
    expect(await details.isVisible()).toBe(false);
  });

  test("that are older stay in sight while others come, until the newest are asked for", async () => {
    const { page, sandbox } = await open({
      prepare: async (given) => {
        for (let index = 0; index < 100; index += 1) await call(given, "GET", `/customers/${index}`);
      },
    });
    await eventually(async () => expect(await page.locator("#request-count").innerText()).toBe("100"));
    const row = page.locator(".request", { has: page.locator('[title="/customers/40"]') });
    await page.locator("#request-list").evaluate((list) => (list.scrollTop = 58 * 34));
    await row.waitFor();
    const top = (await row.boundingBox())?.y;
    for (let index = 0; index < 5; index += 1) await call(sandbox, "GET", "/charges");
    await eventually(async () => expect(await page.locator("#request-count").innerText()).toBe("105"));
    expect((await row.boundingBox())?.y).toBeCloseTo(top ?? Number.NaN, 0);
    await button(page, "Newest ↑").click();
    await page.locator(".request").filter({ hasText: "/charges" }).first().waitFor();
  });

  test("none yet: the page says how to send one", async () => {
    const { page, url } = await open();
    await shows(page.locator("#first-request"), `curl --header "Authorization: Bearer $TRATTA_TOKEN" '${url}/api/v1`);
  });
});

describe("customers", () => {
  test("come in pages, and are found by name", async () => {
    const { page, sandbox } = await open({ sandbox: { customers: 20 } });
    const names = page.locator("#customer-rows button");
    const { data } = (await call(sandbox, "GET", "/customers?limit=100")).body;
    const expected: string[] = data.map(({ name }: { name: string }) => name).toReversed();
    const listed = async (...[from, to]: [number, number]): Promise<void> =>
      eventually(async () => expect(await names.allInnerTexts()).toEqual(expected.slice(from, to)));
    await listed(0, 8);
    await shows(page.locator("#page"), "1 to 8 of 20");
    await button(page, "Next").click();
    await listed(8, 16);
    await button(page, "Next").click();
    await listed(16, 20);
    expect(await button(page, "Next").isDisabled()).toBe(true);
    await button(page, "Previous").click();
    await listed(8, 16);
    await page.getByLabel("Search customers").fill(data[3].email);
    await eventually(async () => expect(await names.allInnerTexts()).toEqual([data[3].name]));
    await page.getByLabel("Search customers").fill("nobody at all");
    await shows(page.locator("#no-customers"), "No customer has this text");
  });

  test("show accounts, plans, charges and balances in dollars, as time goes by", async () => {
    const { page, sandbox } = await open({
      sandbox: { customers: 0 },
      prepare: (given) => enrol(given, { balance: 250_00, externalId: "ada-1", plan: PLAN }),
    });
    await button(page, "Ada Byron").click();
    const details = page.locator("#customer-details");
    await shows(details, /\$250\.00 of \$250\.00/);
    expect(await details.innerText()).toMatch(/Plan: \$100\.00 weekly from 2026-03-09 active\s*0 of 3 paid/);
    sandbox.clock.advance(8 * DAY_MS);
    await shows(details, /\$150\.00 of \$250\.00/);
    await shows(details, /1 of 3 paid/);
    await shows(details, /2026-03-16\s+scheduled\s+\$100\.00/);
    await shows(details, /2026-03-09 00:00:00\s+completed card \d{4}\s+\$100\.00/);
    await button(page, "← All customers").click();
    await shows(page.locator("#customer-rows"), /Ada Byron[^]*\$150\.00/);
  });

  test("named like a script are text", async () => {
    const name = `<script>alert(1)</script><img src=x onerror=alert(1)>`;
    const { page } = await open({
      sandbox: { customers: 0 },
      prepare: async (given) => {
        const { body } = await call(given, "POST", "/customers", { name, external_id: name });
        const account = {
          customer_id: body.data.id,
          external_id: name,
          location_id: "l",
          location_name: "L",
          balance: 5,
        };
        await call(given, "POST", "/debt-accounts", account);
        await call(given, "GET", `/customers?search=${encodeURIComponent(name)}&${encodeURIComponent(name)}=1`);
        await call(given, "POST", "/webhooks", { ...HOOK, events: [name], url: `https://a.test/${name}` });
        given.faults.add({ kind: "status", status: 500, body: name, headers: { "X-A": "<b>" } });
      },
    });
    let dialogs = 0;
    page.on("dialog", (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await button(page, name).click();
    await shows(page.locator("#customer-details h2"), "<script>alert(1)</script><img src=x onerror=alert(1)>");
    await page.locator(".request").last().click();
    await page.getByLabel("The chosen request").waitFor();
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("img").count()).toBe(0);
    expect(dialogs).toBe(0);
  });
});

describe("the clock", () => {
  test("moves by a day, by a week and to what falls due next", async () => {
    const { page, sandbox } = await open({ prepare: (given) => enrol(given, { balance: 250_00, plan: PLAN }) });
    const now = page.locator("#now");
    await shows(now, "Mon, 2 Mar 2026, 12:00 UTC");
    await shows(page.locator("#next"), /Next due\s+9 Mar/);
    await button(page, "+1 day").click();
    await shows(now, "Tue, 3 Mar 2026, 12:00 UTC");
    expect(sandbox.clock.now()).toBe(CLOCK() + DAY_MS);
    await button(page, /^Next due/).click();
    await shows(now, "Mon, 9 Mar 2026, 00:00 UTC");
    expect(sandbox.clock.now()).toBe(Date.parse("2026-03-09"));
    await button(page, "+1 week").click();
    await shows(now, "Mon, 16 Mar 2026, 00:00 UTC");
    expect(sandbox.clock.now()).toBe(Date.parse("2026-03-16"));
  });

  test("cannot move to the next thing when nothing will fall due", async () => {
    const { page } = await open({ sandbox: { customers: 0 } });
    await shows(page.locator("#now"), "2026");
    expect(await page.locator("#next").isDisabled()).toBe(true);
  });
});

describe("faults", () => {
  const add = async (page: Page, fields: Record<string, string | true>): Promise<void> => {
    const form = page.locator("#fault-form");
    if (!(await form.isVisible())) await page.getByText("Add a fault").click();
    const { kind, ...others } = fields;
    await form.locator("[name=kind]").selectOption(String(kind));
    for (const [name, value] of Object.entries(others)) {
      const field = form.locator(`[name=${name}]`);
      if (value === true) await field.check();
      else if (name === "method") await field.selectOption(value);
      else await field.fill(value);
    }
    await button(form, "Add").click();
  };

  test.each<[Record<string, string | true>, object, object]>([
    [
      { kind: "status", status: "503", header: "Retry-After: 5", body: '{"a":1}' },
      { status: 503, headers: { "Retry-After": "5" }, body: { a: 1 } },
      { times: 1 },
    ],
    [
      { kind: "status", status: "500", body: "text", method: "POST", path: "/charges", times: "3" },
      { status: 500, body: "text" },
      { method: "POST", path: "/charges", times: 3 },
    ],
    [{ kind: "reset", commit: true }, { commit: true }, { times: 1 }],
    [{ kind: "truncate" }, {}, { times: 1 }],
    [{ kind: "delay", ms: "20", bodyMs: "30" }, { ms: 20, bodyMs: 30 }, { times: 1 }],
    [{ kind: "html" }, {}, { times: 1 }],
    [{ kind: "invalid_json", status: "201" }, { status: 201 }, { times: 1 }],
    [{ kind: "empty" }, {}, { times: 1 }],
    [
      { kind: "redirect", status: "302", location: "https://a.test/" },
      { status: 302, location: "https://a.test/" },
      { times: 1 },
    ],
  ])("are added with the form: %o", async (fields, fault, match) => {
    const { page, sandbox } = await open();
    await add(page, fields);
    await eventually(() =>
      expect(sandbox.faults.list()).toEqual([
        { fault: { kind: fields["kind"], ...fault }, match, fired: 0, left: expect.any(Number) },
      ]),
    );
    await shows(page.locator("#fault-rows"), "never fired");
  });

  test("say whether they have fired, and are cleared", async () => {
    const { page, sandbox } = await open();
    await add(page, { kind: "empty", path: "/customers", times: "2" });
    await shows(page.locator("#fault-rows"), "queued 2×, never fired");
    await call(sandbox, "GET", "/customers");
    await shows(page.locator("#fault-rows"), "fired 1×, 1 left");
    await call(sandbox, "GET", "/customers");
    await shows(page.locator("#fault-rows"), "fired 2×");
    await button(page, "Clear all").click();
    await shows(page.locator("#faults"), "No faults: every request is handled as it should be.");
    expect(sandbox.faults.list()).toEqual([]);
    expect(await button(page, "Clear all").isDisabled()).toBe(true);
  });

  test("that the sandbox refuses are refused with its reason", async () => {
    const { page, problems, sandbox } = await open();
    await add(page, { kind: "empty", path: "/nowhere" });
    await shows(page.locator("#message"), "path must be one of the OpenAPI document");
    expect(sandbox.faults.list()).toEqual([]);
    // The refusal, which the browser writes to its console as well.
    expect(problems.splice(0)).toHaveLength(2);
    await add(page, { kind: "status", status: "500", path: "", header: "none" });
    await shows(page.locator("#message"), "A header must be such as Retry-After: 5.");
  });
});

describe("webhooks", () => {
  const trigger = async (page: Page, event: string, payload = ""): Promise<void> => {
    const form = page.locator("#trigger-form");
    if (!(await form.isVisible())) await page.getByText("Trigger an event").click();
    await form.getByLabel("Event").fill(event);
    await form.getByLabel("Payload, JSON").fill(payload);
    await button(form, "Send").click();
  };

  test("are listed, triggered, and their deliveries followed", async () => {
    const received: string[] = [];
    const { page, sandbox } = await open({
      sandbox: {
        async webhookFetch(request) {
          received.push(await request.text());
          return new Response(null, { status: received.length === 1 ? 500 : 204 });
        },
      },
    });
    await shows(page.locator("#webhook-rows"), "https://example.com/webhooks/tratta");
    await call(sandbox, "POST", "/webhooks", HOOK);
    await shows(page.locator("#webhook-rows"), /https:\/\/shop\.test\/hook\s+charge\.failed, customer\.create/);
    await trigger(page, "charge.failed", '{"id":"42"}');
    await shows(page.locator("#message"), "charge.failed is on its way to one webhook.");
    await eventually(() => expect(received).toEqual(['{"id":"42"}']));
    await shows(
      page.locator("#delivery-rows"),
      /charge\.failed[^]*1 attempt · status 500 · next at 2026-03-02 12:15:00[^]*pending/,
    );
    sandbox.clock.advance(900_000);
    await shows(page.locator("#delivery-rows"), /2 attempts · status 204[^]*acknowledged/);
    await trigger(page, "customer.create");
    await eventually(() => expect(received).toHaveLength(3));
    expect(JSON.parse(received[2] ?? "")).toHaveProperty("name");
    expect(await page.content()).not.toContain(HOOK.secret);
  });

  test("that nobody registered, and payloads that are no JSON, are said", async () => {
    const { page, sandbox } = await open({ sandbox: { customers: 0 } });
    await shows(page.locator("#webhooks"), "No webhook is registered");
    await trigger(page, "charge.failed");
    await shows(page.locator("#message"), "No webhook is registered for charge.failed.");
    await trigger(page, "charge.failed", "{");
    await shows(page.locator("#message"), "The payload must be JSON.");
    expect(sandbox.webhooks.deliveries).toEqual([]);
  });
});

describe("reset", () => {
  test("asks before, and returns the sandbox and the page to the start", async () => {
    const { page, sandbox } = await open({ sandbox: { customers: 3 } });
    await call(sandbox, "POST", "/customers", { name: "Ada Byron" });
    sandbox.faults.add({ kind: "empty" }, { path: "/charges" });
    sandbox.clock.advance(DAY_MS);
    await shows(page.locator("#customer-count"), "4");
    await button(page, "Reset…").click();
    expect(await findViolations(page)).toEqual([]);
    await button(page.getByRole("dialog"), "Cancel").click();
    expect(sandbox.requests).toHaveLength(1);
    await button(page, "Reset…").click();
    await page.keyboard.press("Escape");
    expect(sandbox.requests).toHaveLength(1);
    await button(page, "Reset…").click();
    await button(page.getByRole("dialog"), "Reset").click();
    await eventually(() =>
      expect([sandbox.requests, sandbox.faults.list(), sandbox.clock.now()]).toEqual([[], [], CLOCK()]),
    );
    await shows(page.locator("#customer-count"), "3");
    await shows(page.locator("#requests"), "No requests yet.");
    await shows(page.locator("#faults"), "No faults");
    await shows(page.locator("#now"), "Mon, 2 Mar 2026");
  });
});

describe("the connection", () => {
  const restart = async ({ sandbox, url }: OpenConsole, token: string): Promise<Sandbox> => {
    await sandbox.close();
    const next = createSandbox({ clock: CLOCK, customers: 7, token });
    await next.listen(Number(new URL(url).port));
    return next;
  };

  test("that is lost is said, and comes back with what there is then", async () => {
    const opened = await open();
    const { page, problems, sandbox } = opened;
    await call(sandbox, "GET", "/customers");
    await page.locator(".request").waitFor();
    await sandbox.close();
    await shows(page.locator("#connection"), "Disconnected, trying again");
    const next = await restart(opened, sandbox.token);
    try {
      await shows(page.locator("#connection"), "Live");
      await shows(page.locator("#customer-count"), "7");
      await shows(page.locator("#requests"), "No requests yet.");
      await call(next, "GET", "/charges");
      await page.locator(".request").filter({ hasText: "/charges" }).waitFor();
    } finally {
      await page.context().close();
      await next.close();
      consoles.length = 0;
    }
    expect(
      problems.filter((problem) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET/.test(problem)),
    ).toEqual([]);
  });

  test("to a sandbox that has started anew with another token asks for that", async () => {
    const opened = await open();
    const { page } = opened;
    const next = await restart(opened, "another-token");
    try {
      await shows(page.getByRole("alert"), "another token");
      expect(await page.locator("#console").isVisible()).toBe(false);
      await page.getByLabel("Token").fill("another-token");
      await button(page, "Open the console").click();
      await page.getByText("Live", { exact: true }).waitFor();
      await shows(page.locator("#customer-count"), "7");
    } finally {
      await page.context().close();
      await next.close();
      consoles.length = 0;
    }
  });
});

test("everything can be done by keyboard", async () => {
  const { page, sandbox } = await open({
    prepare: async (given) => {
      for (const path of ["/customers", "/charges", "/nowhere"]) await call(given, "GET", path);
      given.faults.add({ kind: "empty" }, { path: "/tickets" });
    },
  });
  await page.locator(".request").first().waitFor();
  await shows(page.locator("#fault-rows"), "never fired");
  /** Goes on with Tab until what has the focus is this. */
  const tabTo = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    }
    expect.fail(`Tab does not lead to ${selector}`);
  };
  await tabTo("#day");
  await page.keyboard.press("Enter");
  await eventually(() => expect(sandbox.clock.now()).toBe(CLOCK() + DAY_MS));
  await tabTo("#request-list");
  await page.keyboard.press("ArrowDown");
  const details = page.getByLabel("The chosen request");
  await shows(details, "GET /nowhere");
  await page.keyboard.press("End");
  await shows(details, "GET /customers");
  await page.keyboard.press("ArrowUp");
  await shows(details, "GET /charges");
  await page.keyboard.press("Home");
  await shows(details, "GET /nowhere");
  await tabTo("[data-key=close]");
  await page.keyboard.press("Enter");
  expect(await details.isVisible()).toBe(false);
  await tabTo("#customer-rows button");
  await page.keyboard.press("Enter");
  await page.locator("#customer-details [data-key=back]:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#customer-rows button:focus").waitFor();
  await tabTo("#clear-faults");
  await page.keyboard.press("Space");
  await eventually(() => expect(sandbox.faults.list()).toEqual([]));
  await tabTo("#faults summary");
  await page.keyboard.press("Enter");
  await tabTo("#fault-form [name=kind]");
  await page.keyboard.type("empty");
  await tabTo("#fault-form button");
  await page.keyboard.press("Enter");
  await eventually(() => expect(sandbox.faults.list()).toMatchObject([{ fault: { kind: "empty" } }]));
  await tabTo("#reset");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await eventually(() => expect(sandbox.faults.list()).toEqual([]));
});

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  test.each([1440, 390])(
    "and %i pixels wide, axe-core finds nothing, and nothing is wider than the page",
    async (width) => {
      const { page, sandbox } = await open({
        browser: { colorScheme, viewport: { width, height: 844 } },
        sandbox: { webhookFetch: () => new Response(null, { status: 500 }) },
        prepare: async (given) => {
          await call(given, "POST", "/webhooks", HOOK);
          await enrol(given, { balance: 250_00, externalId: "a".repeat(60), plan: PLAN });
          await call(given, "POST", "/customers", { email: "none" });
          await call(given, "POST", "/customers", { name: "x".repeat(100), nickname: "B" });
          given.clock.advance(8 * DAY_MS);
          given.faults.add({ kind: "status", status: 503 }, { path: "/charges", times: 2 });
          given.faults.add({ kind: "reset", commit: true }, { path: "/webhooks" });
          given.faults.add({ kind: "html" }, { path: "/tickets" });
          for (const path of ["/charges", "/tickets", "/nowhere"]) await call(given, "GET", path);
        },
      });
      await sandbox.webhooks.settled();
      await page.locator(".request").filter({ hasText: "503" }).waitFor();
      await shows(page.locator("#delivery-rows"), "customer.create");
      const check = async (): Promise<void> => {
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      };
      await check();
      await page.locator(".request").filter({ hasText: "503" }).click();
      await page.getByLabel("The chosen request").waitFor();
      await button(page, "Ada Byron").click();
      await page.locator("#customer-details .account").waitFor();
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator("#fault-form [name=kind]").selectOption("delay");
      await check();
    },
  );
});
