import { describe, expect, it } from "vitest";
import {
  type AnyTrattaError,
  TrattaNetworkError,
  TrattaRequestError,
  TrattaResponseError,
  TrattaTimeoutError,
} from "../../src/errors.ts";
import { type AttemptEnd, decideAttempt, mayHaveChanged, outcomeOfStatus } from "../../src/internal/outcome.ts";

const facts = { method: "POST", path: "/charges", attempts: 1 };
const ERRORS = {
  "connection refused": new TrattaNetworkError("refused", { ...facts, outcome: "not_sent" }),
  "connection reset": new TrattaNetworkError("reset", { ...facts, outcome: "unknown" }),
  timeout: new TrattaTimeoutError("late", facts),
  "redirect or HTML": new TrattaResponseError("redirected", { ...facts, status: 302 }),
  "token function threw": new TrattaRequestError("token", "function threw"),
};
type Failure = keyof typeof ERRORS | "aborted before sending" | "aborted after sending";

const SAFE = ["GET", "HEAD"];
const REPEATABLE = ["PUT", "DELETE"];
const OTHERS = ["POST", "PATCH", "OPTIONS"];

/** What follows an attempt while more attempts are allowed, by method: [GET and HEAD, PUT and DELETE, POST and others]. */
const TABLE: readonly [results: readonly (Failure | number)[], ...actions: string[]][] = [
  [["connection refused"], "retry not_sent", "retry not_sent", "retry not_sent"],
  [["connection reset", "timeout"], "retry unknown", "retry unknown", "throw unknown"],
  [["redirect or HTML"], "throw unknown", "throw unknown", "throw unknown"],
  [["token function threw", "aborted before sending"], "throw not_sent", "throw not_sent", "throw not_sent"],
  [["aborted after sending"], "throw unknown", "throw unknown", "throw unknown"],
  [[200, 201, 202, 204, 205, 226], "return", "return", "return"],
  [[429], "retry rejected", "retry rejected", "retry rejected"],
  [[408, 500, 502, 503, 504], "retry unknown", "retry unknown", "return unknown"],
  [[425, 501, 505, 507, 511, 599], "return unknown", "return unknown", "return unknown"],
  [
    [400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 418, 421, 422, 423, 426, 428, 431, 451, 499],
    "return rejected",
    "return rejected",
    "return rejected",
  ],
];

const rows = TABLE.flatMap(([results, safe, repeatable, others]) =>
  results.flatMap((result) => [
    ...SAFE.map((method) => [method, result, safe ?? ""] as const),
    ...REPEATABLE.map((method) => [method, result, repeatable ?? ""] as const),
    ...OTHERS.map((method) => [method, result, others ?? ""] as const),
  ]),
);

interface Circumstances {
  readonly number?: number;
  readonly maxRetries?: number;
  readonly maxDelayMs?: number;
  readonly delayMs?: number;
  readonly mayHaveHappened?: boolean;
  readonly aborted?: boolean;
}

function decide(method: string, result: Failure | number, circumstances: Circumstances = {}): string {
  const { number = 1, maxRetries = 3, maxDelayMs = 60_000, delayMs = 500 } = circumstances;
  const { mayHaveHappened = false, aborted = String(result).startsWith("aborted") } = circumstances;
  const end: AttemptEnd = {
    attempt: {
      number,
      mayHaveHappened,
      sent: result !== "aborted before sending" && result !== "token function threw",
      call: { maxRetries, maxDelayMs },
    },
    method,
    status: typeof result === "number" ? result : undefined,
    error: (ERRORS as Partial<Record<Failure | number, AnyTrattaError>>)[result],
    delayMs,
    aborted,
  };
  const { action, outcome } = decideAttempt(end);
  return outcome === undefined ? action : `${action} ${outcome}`;
}

describe("after an attempt of a call that has more attempts left", () => {
  it.each(rows)("%s, %s: %s", (method, result, expected) => {
    expect(decide(method, result)).toBe(expected);
    expect(decide(method, result, { number: 3 })).toBe(expected);
    expect(decide(method, result, { delayMs: 60_000 })).toBe(expected);
  });
});

describe.each<[string, Circumstances]>([
  ["the last attempt", { number: 4 }],
  ["the only attempt with `retry: false`", { maxRetries: 0, maxDelayMs: 0, delayMs: 0 }],
  ["an attempt whose Retry-After is longer than maxDelayMs", { delayMs: 60_001 }],
  ["an attempt during which the caller aborted", { aborted: true }],
])("after %s", (_, circumstances) => {
  it.each(rows)("%s, %s is not repeated, and its outcome is that of %s", (method, result, expected) => {
    const final = typeof result === "number" ? "return" : "throw";
    expect(decide(method, result, circumstances)).toBe(expected.replace("retry", final));
  });
});

describe("after an attempt that follows one which may have been carried out", () => {
  it.each(rows)("%s, %s: no outcome is better than unknown", (method, result, alone) => {
    const [action, outcome] = alone.split(" ");
    // A POST is not repeated after such an attempt, but when a hook makes it one, it still must not be sent again.
    const repeated = OTHERS.includes(method) && result === "connection refused" ? "throw" : action;
    const expected = outcome === undefined ? repeated : `${repeated} unknown`;
    expect(decide(method, result, { number: 2, mayHaveHappened: true })).toBe(expected);
  });
});

describe("after a 401 for which the token function returned another token", () => {
  const decide401 = (method: string, number: number): string => {
    const attempt = {
      number,
      mayHaveHappened: false,
      sent: true,
      freshToken: "t",
      call: { maxRetries: 3, maxDelayMs: 0 },
    };
    return decideAttempt({ attempt, method, status: 401, error: undefined, delayMs: 0, aborted: false }).action;
  };
  it.each([...SAFE, ...REPEATABLE, ...OTHERS])("%s is repeated while an attempt is left", (method) => {
    expect([decide401(method, 3), decide401(method, 4)]).toEqual(["retry", "return"]);
  });
});

describe("mayHaveChanged", () => {
  it.each([
    ...SAFE.map((method) => [method, false] as const),
    ...[...REPEATABLE, ...OTHERS].map((m) => [m, true] as const),
  ])("of %s after an unknown outcome is %s", (method, expected) => {
    expect(mayHaveChanged(method, "unknown")).toBe(expected);
    for (const outcome of ["rejected", "not_sent", undefined] as const) {
      expect(mayHaveChanged(method, outcome)).toBe(false);
    }
  });
});

describe("the outcome of an error", () => {
  it("is the same whether the transport or the error class states it", () => {
    for (const [result, error] of Object.entries(ERRORS)) {
      expect(decide("GET", result as Failure, { maxRetries: 0 })).toBe(`throw ${error.outcome}`);
    }
  });

  it("of a 2xx response that reports a failure is rejected", () => {
    expect(outcomeOfStatus(200, false)).toBe("rejected");
    expect(outcomeOfStatus(200, true)).toBe("unknown");
  });
});
