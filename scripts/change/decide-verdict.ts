import type { SpecAssessment } from "./assess-spec-change.ts";
import type { SpecChange } from "./diff-specs.ts";
import type { StagedChecks } from "./staged-checks.ts";

/** What a new source spec means for the users of the client. */
export type Verdict = "unchanged" | "compatible" | "breaking" | "overlay conflict" | "invalid spec";

/** What follows from the findings about a new source spec. */
export interface Decision {
  verdict: Verdict;
  exitCode: 0 | 1 | 2 | 3 | 4;
  /** Whether code of users breaks, on the wire or in the compiler; known of an overlay conflict as well. */
  breaking: boolean;
  /** Part of the version to raise, as if the package were past 1.0; undefined when there is no client to release. */
  bump?: SpecChange["impact"];
  /** Whether to write the new client. */
  write: boolean;
}

/** What the decision rests on. */
export interface Findings {
  assessment: Pick<SpecAssessment, "result" | "upstream" | "wire" | "types">;
  /** Undefined when there is no client to check. */
  checks?: StagedChecks | undefined;
  allowBreaking: boolean;
  dryRun: boolean;
}

/** Decides on a new source spec. Every verdict and exit code comes from here. */
export function decideVerdict({ assessment, checks, allowBreaking, dryRun }: Findings): Decision {
  const { result, upstream, wire, types } = assessment;
  const changes = result === "overlay conflict" ? upstream : wire;
  const breaking =
    changes.some(({ impact }) => impact === "major") ||
    types.some((change) => change.breaking) ||
    (checks !== undefined && breaksUserCode(checks));
  if (result === "unchanged") return { verdict: result, exitCode: 0, breaking, write: false };
  if (result === "overlay conflict") return { verdict: result, exitCode: 3, breaking, write: false };
  if (result === "invalid spec") return { verdict: result, exitCode: 4, breaking, write: false };

  const passed = checks !== undefined && passesChecks(checks);
  const write = passed && !dryRun && (!breaking || allowBreaking);
  if (breaking) return { verdict: "breaking", exitCode: 2, breaking, bump: "major", write };
  const bump = wire.some(({ impact }) => impact === "minor") || types.length > 0 ? "minor" : "patch";
  return { verdict: "compatible", exitCode: passed ? 0 : 1, breaking, bump, write };
}

/** Whether the new client compiles and passes its tests. */
export function passesChecks({ typeErrors, tests }: StagedChecks): boolean {
  return typeErrors.length === 0 && tests.failures.length === 0;
}

// Examples and type tests are code as users write it: what breaks them breaks users, whatever the comparisons say.
function breaksUserCode({ typeErrors }: StagedChecks): boolean {
  return typeErrors.some((error) => /^test\/(examples\/|.*\.test-d\.ts)/.test(error));
}
