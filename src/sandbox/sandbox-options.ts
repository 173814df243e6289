import type { RecordedRequest } from "./controls/request-log.ts";

/** What may be set when a sandbox is created. */
export interface SandboxOptions {
  /** Bearer token the sandbox accepts. @default "sandbox-token" */
  token?: string;
  /** Seed of the data and of every id made later: the same seed and requests give the same bytes. @default 1 */
  seed?: number;
  /** How many customers exist at the start, each with a debt account and some with more. @default 25 */
  customers?: number;
  /** Requests per minute, or per window of `windowMs` milliseconds. @default no limit */
  rateLimit?: number | { requests: number; windowMs: number };
  /** The base clock, in epoch milliseconds; `sandbox.clock` is an offset over it. @default Date.now */
  clock?: () => number;
  /** The `rules` of every payment plan. @default editable, 31 days */
  paymentPlanRules?: Partial<PaymentPlanRules>;
  /** How many received requests `sandbox.requests` keeps; the oldest are dropped. @default 10_000 */
  recordRequests?: number;
  /** Most rows of one page, whatever `limit` asks for: imitates a server that gives fewer. @default 500 */
  maxPageSize?: number;
  /** Called once a request has been answered or dropped, for logs. */
  onRequest?: (request: RecordedRequest) => void;
}

/** The rules that are shown on each payment plan and obeyed by the sandbox. */
export interface PaymentPlanRules {
  /** Whether a plan without scheduled charges may be updated. */
  unscheduled_payment_plan_editable: boolean;
  /** Latest start of a plan, in days after enrolment. */
  payment_plan_max_days_until_start_date: number;
}

/** The options after checking, with defaults filled in. */
export interface SandboxSettings {
  readonly token: string;
  readonly seed: number;
  readonly customers: number;
  readonly rateLimit: { readonly requests: number; readonly windowMs: number } | undefined;
  readonly clock: () => number;
  readonly paymentPlanRules: Readonly<PaymentPlanRules>;
  readonly recordRequests: number;
  readonly maxPageSize: number;
  readonly onRequest: ((request: RecordedRequest) => void) | undefined;
}

/** Checks the options and fills in the defaults.
 * @throws TypeError for a wrong type or an unknown name, RangeError for a number out of range; each names the option. */
export function checkSandboxOptions(options: SandboxOptions): SandboxSettings {
  refuseUnknownNames("", options, [
    "token",
    "seed",
    "customers",
    "rateLimit",
    "clock",
    "paymentPlanRules",
    "recordRequests",
    "maxPageSize",
    "onRequest",
  ]);
  const { token = "sandbox-token", clock = Date.now, onRequest } = options;
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("token must be a string of visible ASCII characters, without blanks");
  }
  if (typeof clock !== "function") throw new TypeError("clock must be a function that returns epoch milliseconds");
  if (onRequest !== undefined && typeof onRequest !== "function") throw new TypeError("onRequest must be a function");
  return {
    token,
    seed: wholeNumber("seed", options.seed ?? 1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    customers: wholeNumber("customers", options.customers ?? 25, 0, 1_000_000),
    rateLimit: checkRateLimit(options.rateLimit),
    clock,
    paymentPlanRules: checkPaymentPlanRules(options.paymentPlanRules ?? {}),
    recordRequests: wholeNumber("recordRequests", options.recordRequests ?? 10_000, 0, 10_000_000),
    maxPageSize: wholeNumber("maxPageSize", options.maxPageSize ?? 500, 1, 500),
    onRequest,
  };
}

function checkRateLimit(rateLimit: SandboxOptions["rateLimit"]): SandboxSettings["rateLimit"] {
  if (rateLimit === undefined) return undefined;
  if (typeof rateLimit === "number") {
    return { requests: wholeNumber("rateLimit", rateLimit, 1, Number.MAX_SAFE_INTEGER), windowMs: 60_000 };
  }
  refuseUnknownNames("rateLimit", rateLimit, ["requests", "windowMs"]);
  return {
    requests: wholeNumber("rateLimit.requests", rateLimit.requests, 1, Number.MAX_SAFE_INTEGER),
    windowMs: wholeNumber("rateLimit.windowMs", rateLimit.windowMs, 1, Number.MAX_SAFE_INTEGER),
  };
}

function checkPaymentPlanRules(rules: Partial<PaymentPlanRules>): PaymentPlanRules {
  refuseUnknownNames("paymentPlanRules", rules, [
    "unscheduled_payment_plan_editable",
    "payment_plan_max_days_until_start_date",
  ]);
  const editable = rules.unscheduled_payment_plan_editable ?? true;
  if (typeof editable !== "boolean") {
    throw new TypeError("paymentPlanRules.unscheduled_payment_plan_editable must be true or false");
  }
  const maxDays = rules.payment_plan_max_days_until_start_date ?? 31;
  return {
    unscheduled_payment_plan_editable: editable,
    payment_plan_max_days_until_start_date: wholeNumber(
      "paymentPlanRules.payment_plan_max_days_until_start_date",
      maxDays,
      1,
      36_500,
    ),
  };
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}, but is ${value}`);
  }
  return value;
}

function refuseUnknownNames(owner: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== "object" || value === null) throw new TypeError(`${owner || "options"} must be an object`);
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      throw new TypeError(`${owner ? `${owner}.` : ""}${name} is not an option; known are ${known.join(", ")}`);
    }
  }
}
