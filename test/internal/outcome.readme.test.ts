import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AnyTrattaError, TrattaNetworkError, TrattaResponseError, TrattaTimeoutError } from "../../src/errors.ts";
import { decideAttempt } from "../../src/internal/outcome.ts";

const METHODS = ["GET", "HEAD", "PUT", "DELETE", "POST"];

interface Row {
  readonly event: string;
  readonly outcome: string;
  readonly repeated: string;
}

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, section = ""] = /\n## When a call fails\n([\s\S]*?)\n## /.exec(readme) ?? [];
const rows: Row[] = section
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, event = "", , outcome = "", repeated = ""]) => ({ event, outcome, repeated }));

/** What the README should say of an attempt that ends so, by src/internal/outcome.ts. */
function decided(status: number | undefined, error?: AnyTrattaError): Omit<Row, "event"> {
  const ends = METHODS.map((method) => {
    const call = { maxRetries: 3, maxDelayMs: 60_000 };
    const attempt = { call, number: 1, mayHaveHappened: false, sent: true };
    return { method, ...decideAttempt({ attempt, method, status, error, delayMs: 0, aborted: false }) };
  });
  const repeated = ends.filter(({ action }) => action === "retry").map(({ method }) => method);
  return {
    outcome: [...new Set(ends.map(({ outcome }) => `\`${outcome}\``))].join(" or "),
    repeated: repeated.length === METHODS.length ? "every method" : repeated.join(", ") || "no",
  };
}

function said(row: Row | undefined): Omit<Row, "event"> | undefined {
  return row && { outcome: row.outcome, repeated: row.repeated.split(";")[0] ?? "" };
}

describe("the README's table of outcomes", () => {
  it.each(Array.from({ length: 200 }, (_, index) => 400 + index))("says of %i what the client does", (status) => {
    const isListed = ({ event }: Row): boolean => new RegExp(`(^|, )${status}(,|$)`).test(event);
    const row = rows.find((candidate) => isListed(candidate) && !candidate.event.includes("token function"));
    expect(said(row ?? rows.find(({ event }) => event.endsWith(`any other ${Math.floor(status / 100)}xx`)))).toEqual(
      decided(status),
    );
  });

  const facts = { method: "POST", path: "/charges", attempts: 1 };
  it.each<[string, AnyTrattaError]>([
    ["connection refused", new TrattaNetworkError("refused", { ...facts, outcome: "not_sent" })],
    ["connection reset", new TrattaNetworkError("reset", { ...facts, outcome: "unknown" })],
    ["no complete response", new TrattaTimeoutError("late", facts)],
    ["2xx with HTML", new TrattaResponseError("HTML", { ...facts, status: 200 })],
  ])("says of: %s, what the client does", (event, error) => {
    expect(said(rows.find((row) => row.event.startsWith(event)))).toEqual(decided(undefined, error));
  });

  it("says that a 401 is repeated once when the token function returns another token", () => {
    const row = rows.find(({ event }) => event.startsWith("401"));
    const attempt = { number: 1, mayHaveHappened: false, sent: true, call: { maxRetries: 1, maxDelayMs: 0 } };
    const end = { method: "POST", status: 401, error: undefined, delayMs: 0, aborted: false };
    expect(decideAttempt({ ...end, attempt: { ...attempt, freshToken: "t" } }).action).toBe("retry");
    expect(decideAttempt({ ...end, attempt }).action).toBe("return");
    expect(row?.repeated).toBe("every method, once");
  });
});
