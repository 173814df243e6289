import type { RecordedRequest } from "./controls/request-log.ts";
import type { Dialect } from "./domain/store.ts";
import type { PaymentPlanRules } from "./domain/payment-plan-rules.ts";
import { MAX_SEEDED_CUSTOMERS } from "./domain/vendor/seed/seeded-records.ts";
import { parseHost } from "./http/host-check.ts";
import { isLoopbackHost } from "./http/is-loopback-host.ts";
import { normalizeOrigin } from "./http/origins.ts";
import { checkSnapshot, type CheckedSnapshot, type SandboxSnapshot } from "./sandbox-snapshot.ts";
import type { WebhookFetch } from "./webhooks/sandbox-webhooks.ts";

const DEFAULT_TOKEN = "sandbox-token";

/** Options of `createSandbox`. */
export interface SandboxOptions {
  /** Bearer token that the sandbox accepts. Listening beyond this machine needs one of your own. @default "sandbox-token" */
  token?: string;
  /**
   * Host names that a listener answers for besides those of this machine (localhost, 127.0.0.0/8, ::1), such as
   * `sandbox.test`. With a port, as in `sandbox.test:8080`, only that one counts. This keeps out web pages whose name
   * resolves to this machine; `sandbox.fetch` answers for every host.
   * @default []
   */
  allowedHosts?: readonly string[];
  /**
   * Origins whose web pages may call a listener, such as `http://localhost:3000`. Pages of other origins can neither read
   * nor change anything.
   * @default []
   */
  allowedOrigins?: readonly string[];
  /**
   * Whose form responses have. Requests are accepted on every path in both forms.
   *
   * - `vendor`: as the vendor documents it, with amounts in whole cents. Where no page shows a response, it has the
   *   source spec's form; that is an assumption.
   * - `source`: as in the source spec, with the data and the rules of version 0.1.0.
   *
   * @default "vendor"
   */
  dialect?: Dialect;
  /** Seed of the data and of all later ids: the same seed, clock and requests give the same responses. @default 1 */
  seed?: number;
  /**
   * Number of customers at the start, up to a million, each with a debt account and some with more. With the dialect `vendor` their
   * records are made when they are asked for, so that a million cost no more than 25. With `source` all are made at the start, as
   * in 0.1.0, where each depends on those before it: that takes about a minute and more than 2 GB for a million.
   * @default 25
   */
  customers?: number;
  /**
   * The state to start with, and to return to with `reset`: what `sandbox.snapshot()` returned, or the same parsed from JSON.
   * It brings its own data, dialect and time; `clock` runs on from there. Other options are to be passed anew.
   * @default made-up data
   */
  snapshot?: SandboxSnapshot;
  /** Requests per minute, or per window of `windowMs` milliseconds. @default no limit */
  rateLimit?: number | { requests: number; windowMs: number };
  /** The base clock, in epoch milliseconds; `sandbox.clock` is an offset from it. @default Date.now */
  clock?: () => number;
  /** The `rules` of every payment plan. @default editable, 31 days */
  paymentPlanRules?: Partial<PaymentPlanRules>;
  /** Number of requests that `sandbox.requests` keeps; older ones are dropped. @default 10_000 */
  recordRequests?: number;
  /** Maximum rows per page, whatever `limit` says, to imitate a server that caps it. @default 500 */
  maxPageSize?: number;
  /**
   * Whether a field or query parameter that the operation does not document is a 422. Otherwise it is ignored, and
   * `sandbox.requests` has a warning. @default false
   */
  strict?: boolean;
  /**
   * Carries the deliveries of webhooks, to any host; called like `fetch`. Pass your handler, or the `fetch` of your app, to
   * test it without a server. What throws, returns no `Response` or takes 5 seconds is a failed attempt.
   * @default fetch for URLs of this machine (127.0.0.0/8, ::1, localhost); no other host is contacted
   */
  webhookFetch?: WebhookFetch;
  /** Called after each response or dropped connection, for logging. */
  onRequest?: (request: RecordedRequest) => void;
}

/** The checked options, with defaults filled in. */
export interface SandboxSettings extends Readonly<
  Required<Omit<SandboxOptions, "rateLimit" | "paymentPlanRules" | "onRequest" | "webhookFetch" | "snapshot">>
> {
  readonly rateLimit: { readonly requests: number; readonly windowMs: number } | undefined;
  readonly paymentPlanRules: Readonly<PaymentPlanRules>;
  readonly webhookFetch: WebhookFetch | undefined;
  readonly snapshot: CheckedSnapshot | undefined;
  readonly onRequest: SandboxOptions["onRequest"] | undefined;
}

/** Checks the options and fills in the defaults.
 * @throws TypeError for a wrong type or an unknown name, RangeError for a number out of range; both name the option */
export function checkSandboxOptions(options: SandboxOptions): SandboxSettings {
  if (typeof options !== "object" || options === null) throw new TypeError("options must be an object");
  const { token = DEFAULT_TOKEN, clock = Date.now, webhookFetch, onRequest } = options;
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("token must be a string of visible ASCII characters, without spaces");
  }
  if (typeof clock !== "function") throw new TypeError("clock must be a function that returns epoch milliseconds");
  if (onRequest !== undefined && typeof onRequest !== "function") throw new TypeError("onRequest must be a function");
  if (webhookFetch !== undefined && typeof webhookFetch !== "function") {
    throw new TypeError("webhookFetch must be a function that takes a Request and returns a Response");
  }
  const snapshot = options.snapshot === undefined ? undefined : checkSnapshot(options.snapshot);
  const { dialect = snapshot?.dialect ?? "vendor" } = options;
  if (dialect !== "vendor" && dialect !== "source") throw new TypeError('dialect must be "vendor" or "source"');
  const { strict = false } = options;
  if (typeof strict !== "boolean") throw new TypeError("strict must be true or false");
  if (snapshot) refuseBeside(snapshot, options);
  const settings = {
    token,
    allowedHosts: list("allowedHosts", options.allowedHosts, {
      read: (host) => parseHost(host) && host,
      form: "a host name, such as sandbox.test or sandbox.test:8080",
    }),
    allowedOrigins: list("allowedOrigins", options.allowedOrigins, {
      read: normalizeOrigin,
      form: "an origin, such as https://app.test or http://localhost:3000",
    }),
    dialect,
    seed: wholeNumber("seed", options.seed ?? 1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    customers: wholeNumber("customers", options.customers ?? 25, 0, MAX_SEEDED_CUSTOMERS),
    rateLimit: checkRateLimit(options.rateLimit),
    clock,
    paymentPlanRules: checkPaymentPlanRules(options.paymentPlanRules ?? {}),
    recordRequests: wholeNumber("recordRequests", options.recordRequests ?? 10_000, 0, 10_000_000),
    maxPageSize: wholeNumber("maxPageSize", options.maxPageSize ?? 500, 1, 500),
    strict,
    webhookFetch,
    snapshot,
    onRequest,
  };
  refuseUnknownNames("", options, settings);
  return settings;
}

/** Checks the host to listen on.
 * @throws Error for one beyond this machine with the token that everybody knows */
export function checkListenHost(host: string, token: string): void {
  if (isLoopbackHost(host.includes(":") ? `[${host}]` : host.toLowerCase()) || token !== DEFAULT_TOKEN) return;
  throw new Error(
    "a sandbox that other machines can reach needs a token of its own: set token (--token), because the default one is public",
  );
}

function list(
  name: string,
  values: unknown,
  { read, form }: { read: (text: string) => string | undefined; form: string },
): string[] {
  if (values === undefined) return [];
  if (!Array.isArray(values)) throw new TypeError(`${name} must be an array of strings`);
  return values.map((value: unknown) => {
    const checked = typeof value === "string" ? read(value) : undefined;
    if (checked === undefined) throw new TypeError(`${name} must list ${form}, not ${JSON.stringify(value)}`);
    return checked;
  });
}

/** Checks that no option contradicts what a snapshot brings. */
function refuseBeside(snapshot: CheckedSnapshot, options: SandboxOptions): void {
  for (const name of ["seed", "customers"] as const) {
    if (options[name] !== undefined) throw new TypeError(`${name} excludes snapshot, which has its own data`);
  }
  const { dialect = snapshot.dialect } = options;
  if (dialect !== snapshot.dialect) throw new TypeError(`dialect must be "${snapshot.dialect}", that of the snapshot`);
}

function checkRateLimit(rateLimit: SandboxOptions["rateLimit"]): SandboxSettings["rateLimit"] {
  if (rateLimit === undefined) return undefined;
  if (typeof rateLimit === "number") {
    return { requests: wholeNumber("rateLimit", rateLimit, 1, Number.MAX_SAFE_INTEGER), windowMs: 60_000 };
  }
  const settings = {
    // `?.` for null, which JavaScript callers can pass.
    requests: wholeNumber("rateLimit.requests", rateLimit?.requests, 1, Number.MAX_SAFE_INTEGER),
    windowMs: wholeNumber("rateLimit.windowMs", rateLimit.windowMs, 1, Number.MAX_SAFE_INTEGER),
  };
  refuseUnknownNames("rateLimit.", rateLimit, settings);
  return settings;
}

function checkPaymentPlanRules(given: Partial<PaymentPlanRules>): PaymentPlanRules {
  const editable = given.unscheduled_payment_plan_editable ?? true;
  if (typeof editable !== "boolean") {
    throw new TypeError("paymentPlanRules.unscheduled_payment_plan_editable must be true or false");
  }
  const maxDaysName = "payment_plan_max_days_until_start_date";
  const rules = {
    unscheduled_payment_plan_editable: editable,
    [maxDaysName]: wholeNumber(`paymentPlanRules.${maxDaysName}`, given[maxDaysName] ?? 31, 1, 36_500),
  };
  refuseUnknownNames("paymentPlanRules.", given, rules);
  return rules;
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}, but is ${value}`);
  }
  return value;
}

/** Checks that there are no names besides those of the checked options, which are all that exist. */
function refuseUnknownNames(prefix: string, given: object, checked: object): void {
  const known = Object.keys(checked);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${prefix}${unknown} is not an option; the options are ${known.join(", ")}`);
}
