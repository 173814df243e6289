import { chromium } from "playwright-core";
import type { SuiteOptions } from "../suite/check.ts";

const [executablePath = "", suite = "", json = ""] = process.argv.slice(2);
const options: SuiteOptions = JSON.parse(json);
// Without these it looks for servers of its maker, and as root it does not start in a sandbox of its own.
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  await page.goto(options.controlUrl);
  await page.addScriptTag({ path: suite });
  console.log(JSON.stringify(await page.evaluate((given: SuiteOptions) => runSuite(given), options)));
} finally {
  await browser.close();
}
