/**
 * The portable suite: what the package promises, in web-standard code alone. It is bundled once, from the installed
 * package, to a plain script that every runtime runs as it is.
 */
import { createTrattaClient } from "tratta-client";
import { abortsAndTimeouts } from "./aborts-and-timeouts.ts";
import { calls } from "./calls.ts";
import { type Check, type CheckContext, type CheckResult, NotApplicable, type SuiteOptions } from "./check.ts";
import { charges } from "./charges.ts";
import { errors } from "./errors.ts";
import { guards } from "./guards.ts";
import { pagination } from "./pagination.ts";
import { paymentPlans } from "./payment-plans.ts";
import { retries } from "./retries.ts";
import { createSandboxControl } from "./sandbox-control.ts";
import { webhooks } from "./webhooks.ts";

declare global {
  /** Set by the suite, for the adapters. */
  var runSuite: (options: SuiteOptions) => Promise<CheckResult[]>;
}

const CHECKS: readonly Check[] = [
  ...calls,
  ...errors,
  ...retries,
  ...abortsAndTimeouts,
  ...guards,
  ...charges,
  ...pagination,
  ...paymentPlans,
  ...webhooks,
];
const CHECK_LIMIT_MS = 20_000;

globalThis.runSuite = async (options) => {
  const results: CheckResult[] = [];
  for (const check of CHECKS) results.push(await runCheck(check, options));
  return results;
};

async function runCheck({ name, run }: Check, options: SuiteOptions): Promise<CheckResult> {
  const notes: string[] = [];
  const context: CheckContext = {
    ...options,
    control: createSandboxControl(options.controlUrl),
    client: (clientOptions) =>
      createTrattaClient({ baseUrl: options.sandboxUrl, token: options.token, ...clientOptions }),
    note: (text) => notes.push(text),
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${CHECK_LIMIT_MS} ms`)), CHECK_LIMIT_MS);
  });
  try {
    await context.control.begin(name);
    await Promise.race([run(context), limit]);
    return { name, outcome: "passed", ...(notes.length > 0 && { note: notes.join("; ") }) };
  } catch (error) {
    if (error instanceof NotApplicable) return { name, outcome: "n/a", reason: error.message };
    return { name, outcome: "failed", reason: String(error) };
  } finally {
    clearTimeout(timer);
  }
}
