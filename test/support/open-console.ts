import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { openWatchedPage } from "./open-browser.ts";

/** A sandbox that listens, and its console in a browser. */
export interface OpenConsole {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly page: Page;
  readonly problems: string[];
  readonly close: () => Promise<void>;
}

interface ConsoleOptions {
  readonly sandbox?: SandboxOptions;
  readonly browser?: BrowserContextOptions;
  /** Runs before the console opens. */
  readonly prepare?: (sandbox: Sandbox) => Promise<unknown>;
  /** What follows the address of the sandbox. @default the token */
  readonly address?: string;
}

/** Opens the console of a new sandbox, signed in. */
export async function openConsole(browser: Browser, options: ConsoleOptions = {}): Promise<OpenConsole> {
  const sandbox = createSandbox(options.sandbox);
  const { url } = await sandbox.listen();
  await options.prepare?.(sandbox);
  const { page, problems } = await openWatchedPage(browser, options.browser);
  await page.goto(`${url}${options.address ?? `/#token=${sandbox.token}`}`);
  if (options.address === undefined) await page.getByText("Live", { exact: true }).waitFor();
  return {
    sandbox,
    url,
    page,
    problems,
    async close() {
      await page.context().close();
      await sandbox.close();
    },
  };
}
