import { describe, expect, it } from "vitest";
import { decideVerdict, type Decision } from "../../../scripts/change/decide-verdict.ts";
import type { SpecChange } from "../../../scripts/change/diff-specs.ts";
import type { TypeChange } from "../../../scripts/change/compare-types.ts";
import type { StagedChecks } from "../../../scripts/change/staged-checks.ts";

const wire = (impact: SpecChange["impact"]): SpecChange[] => [{ impact, text: "changed", operations: [] }];
const type = (breaking: boolean): TypeChange[] => [
  { type: "Charge", member: "amount", text: "changed", breaking, operations: [] },
];
const checks = (typeErrors: string[], failures: string[] = []): StagedChecks => ({
  typeErrors,
  tests: { files: ["test/client.test.ts"], passed: 1, failures },
});
const passed = checks([]);
const failedTest = checks([], ["test/client.test.ts: works: failed"]);

interface Row {
  name: string;
  result: "unchanged" | "generated" | "overlay conflict" | "invalid spec";
  upstream?: SpecChange[];
  wire?: SpecChange[];
  types?: TypeChange[];
  checks?: StagedChecks;
  options?: { allowBreaking?: true; dryRun?: true };
  decision: Decision;
}

const rows: Row[] = [
  {
    name: "the same bytes",
    result: "unchanged",
    decision: { verdict: "unchanged", exitCode: 0, breaking: false, write: false },
  },
  {
    name: "an invalid spec",
    result: "invalid spec",
    decision: { verdict: "invalid spec", exitCode: 4, breaking: false, write: false },
  },
  {
    name: "an invalid spec with every permission",
    result: "invalid spec",
    options: { allowBreaking: true },
    decision: { verdict: "invalid spec", exitCode: 4, breaking: false, write: false },
  },
  {
    name: "an overlay conflict over what upstream added",
    result: "overlay conflict",
    upstream: wire("minor"),
    types: type(false),
    decision: { verdict: "overlay conflict", exitCode: 3, breaking: false, write: false },
  },
  {
    name: "an overlay conflict over what upstream removed, seen on the wire",
    result: "overlay conflict",
    upstream: wire("major"),
    decision: { verdict: "overlay conflict", exitCode: 3, breaking: true, write: false },
  },
  {
    name: "an overlay conflict over what upstream removed, seen in the types alone",
    result: "overlay conflict",
    upstream: wire("patch"),
    types: type(true),
    options: { allowBreaking: true },
    decision: { verdict: "overlay conflict", exitCode: 3, breaking: true, write: false },
  },
  {
    name: "a change of a text",
    result: "generated",
    wire: wire("patch"),
    checks: passed,
    decision: { verdict: "compatible", exitCode: 0, breaking: false, bump: "patch", write: true },
  },
  {
    name: "an addition on the wire",
    result: "generated",
    wire: wire("minor"),
    checks: passed,
    decision: { verdict: "compatible", exitCode: 0, breaking: false, bump: "minor", write: true },
  },
  {
    name: "an addition to the types that is none on the wire",
    result: "generated",
    wire: wire("patch"),
    types: type(false),
    checks: passed,
    decision: { verdict: "compatible", exitCode: 0, breaking: false, bump: "minor", write: true },
  },
  {
    name: "a compatible change as a dry run",
    result: "generated",
    wire: wire("minor"),
    checks: passed,
    options: { dryRun: true },
    decision: { verdict: "compatible", exitCode: 0, breaking: false, bump: "minor", write: false },
  },
  {
    name: "a compatible change that fails a client test",
    result: "generated",
    wire: wire("minor"),
    checks: failedTest,
    decision: { verdict: "compatible", exitCode: 1, breaking: false, bump: "minor", write: false },
  },
  {
    name: "a compatible change with which the client itself does not compile",
    result: "generated",
    wire: wire("minor"),
    checks: checks(["src/client.ts(1,1): error TS2322: no"]),
    options: { allowBreaking: true },
    decision: { verdict: "compatible", exitCode: 1, breaking: false, bump: "minor", write: false },
  },
  {
    name: "a client that was not checked",
    result: "generated",
    wire: wire("minor"),
    decision: { verdict: "compatible", exitCode: 1, breaking: false, bump: "minor", write: false },
  },
  {
    name: "a change that breaks the wire",
    result: "generated",
    wire: wire("major"),
    checks: passed,
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
  {
    name: "a change that breaks the types alone",
    result: "generated",
    wire: wire("patch"),
    types: type(true),
    checks: passed,
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
  {
    name: "a change that breaks upstream's document but not ours",
    result: "generated",
    upstream: wire("major"),
    wire: wire("minor"),
    checks: passed,
    decision: { verdict: "compatible", exitCode: 0, breaking: false, bump: "minor", write: true },
  },
  {
    name: "an addition that an example does not compile with",
    result: "generated",
    wire: wire("minor"),
    checks: checks(["test/examples/first-call.ts(1,1): error TS2741: no"]),
    options: { allowBreaking: true },
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
  {
    name: "an addition that a type test does not compile with",
    result: "generated",
    wire: wire("minor"),
    checks: checks(["test/types/models.test-d.ts(1,1): error TS2344: no"]),
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
  {
    name: "a breaking change that is allowed",
    result: "generated",
    wire: wire("major"),
    checks: passed,
    options: { allowBreaking: true },
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: true },
  },
  {
    name: "a breaking change that is allowed, as a dry run",
    result: "generated",
    wire: wire("major"),
    checks: passed,
    options: { allowBreaking: true, dryRun: true },
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
  {
    name: "a breaking change that is allowed and fails a client test",
    result: "generated",
    wire: wire("major"),
    checks: failedTest,
    options: { allowBreaking: true },
    decision: { verdict: "breaking", exitCode: 2, breaking: true, bump: "major", write: false },
  },
];

describe("decideVerdict", () => {
  it.for(rows)("decides on $name", ({ result, options, decision, checks: found, ...changes }) => {
    const assessment = { result, upstream: [], wire: [], types: [], ...changes };
    expect(decideVerdict({ assessment, checks: found, allowBreaking: false, dryRun: false, ...options })).toEqual(
      decision,
    );
  });
});
