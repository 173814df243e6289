import { createHash } from "node:crypto";
import type { Browser } from "playwright-core";
import { enrol } from "./enrol.ts";
import { openConsole } from "./open-console.ts";
import { call } from "./sandbox-caller.ts";

/** The picture of the console in the README, and a file that says what is to be seen in it. */
export const PICTURE: URL = new URL("../../.github/console.png", import.meta.url);
export const PICTURE_TEXT: URL = new URL("../../.github/console.txt", import.meta.url);

const DAY_MS = 86_400_000;

/**
 * Takes the picture, of a sandbox whose data and clock are always the same. `text` is what is to be seen in it: unlike pixels,
 * it does not depend on the fonts of the machine. Its first line belongs to these very pixels.
 */
export async function takeConsolePicture(browser: Browser): Promise<{ png: Buffer; text: string }> {
  let attempts = 0;
  const { page, sandbox, problems, close } = await openConsole(browser, {
    browser: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
    sandbox: {
      clock: () => Date.parse("2026-03-02T14:05:00Z"),
      webhookFetch: () => new Response(null, { status: (attempts += 1) === 2 ? 500 : 204 }),
    },
    prepare: async (given) => {
      const hook = {
        url: "https://shop.example/hooks/tratta",
        events: ["customer.create", "charge.completed"],
        secret: "0123456789abcdef",
      };
      await call(given, "POST", "/webhooks", hook);
      const plan = { frequency: "weekly", amount: "10000", start_date: "2026-03-09" };
      await enrol(given, { balance: 900_00, externalId: "account-1", plan });
      given.clock.advance(15 * DAY_MS);
      await given.webhooks.settled();
      given.faults.add(
        { kind: "status", status: 503, headers: { "Retry-After": "5" } },
        { method: "POST", path: "/charges" },
      );
      given.faults.add({ kind: "reset", commit: true }, { method: "POST", path: "/charges" });
      given.faults.add({ kind: "delay", ms: 20 }, { path: "/transactions" });
      for (let round = 0; round < 2; round += 1) {
        await call(given, "GET", "/customers?limit=50");
        await call(
          given,
          "POST",
          "/customers",
          round === 0
            ? { name: "Ben Abbott", email: "ben@example" }
            : { name: "Ben Abbott", email: "ben@example.com", nickname: "B" },
        );
        await call(given, "GET", "/debt-accounts");
        await call(given, "POST", "/charges", {
          debt_account_external_id: "account-1",
          amount: 700,
          card: { card_holder: "Ada Byron" },
        }).catch(() => {});
        await call(given, "GET", "/transactions?limit=2");
        await call(given, "GET", "/payment-plans/7");
        given.clock.advance(41_000);
      }
      await call(given, "GET", "/customers?limit=50&page=2");
    },
  });
  try {
    await sandbox.webhooks.settled();
    await page.getByText("fired 1×").first().waitFor();
    await page.locator("#customer-rows").getByText("Ben Abbott").waitFor();
    await page.locator("#delivery-rows > li").first().waitFor();
    // Until nothing is read any more.
    await page.waitForTimeout(1_500);
    const png = await page.screenshot({ animations: "disabled" });
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const shown = await page.locator("body").ariaSnapshot();
    return { png, text: `picture: ${createHash("sha256").update(png).digest("hex")}\n${shown}\n` };
  } finally {
    await close();
  }
}
