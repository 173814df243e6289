import { createHash } from "node:crypto";
import type { SpecAssessment, Verdict } from "../change/assess-spec-change.ts";
import type { SpecChange } from "../change/diff-specs.ts";
import type { SpecProblem } from "../spec/spec-problem.ts";
import { SPEC_PATH } from "../spec/spec-sources.ts";
import type { StagedChecks } from "../change/staged-checks.ts";
import { gfm, type Markdown } from "./gfm.ts";

/** Everything that one run of `npm run regenerate` found, as its JSON report contains it. */
export interface RegenerateReport {
  verdict: Verdict;
  exitCode: number;
  /** File or URL of the new spec, without query. */
  from: string;
  /** sha256 of the new spec; missing when it could not be read. */
  sha256?: string;
  /** Whether the project was changed. */
  written: boolean;
  /** Suggested version, when there is something to release. */
  version?: VersionAdvice;
  /** What changes on the wire for users, by operation; what affects no operation is listed under "the document". */
  operations: { operation: string; changes: { impact: SpecChange["impact"]; text: string }[] }[];
  types: SpecAssessment["types"];
  /** What upstream changed in its own document. */
  upstream: SpecAssessment["upstream"];
  /** Why the new spec could not be read. */
  refusal?: string;
  problems: readonly SpecProblem[];
  /** Missing when there was nothing to check. */
  checks?: StagedChecks;
  /** What a person has to do, in order. */
  next: string[];
}

/** How far to raise the package's version. */
interface VersionAdvice {
  bump: SpecChange["impact"];
  current: string;
  suggested: string;
}

/** Result of a run, before it is made into a report. */
export interface RegenerateRun {
  from: string;
  text?: string;
  refusal?: string;
  assessment: SpecAssessment;
  checks?: StagedChecks;
  written: boolean;
  /** Present version of the package. */
  currentVersion: string;
}

/** Exit code of each verdict; a compatible change that fails the checks of the client ends with 1. */
const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  unchanged: 0,
  compatible: 0,
  breaking: 2,
  "overlay conflict": 3,
  "invalid spec": 4,
};

/** Creates the report of a run. */
export function createReport(run: RegenerateRun): RegenerateReport {
  const { from, text, refusal, assessment, checks, written, currentVersion } = run;
  const { verdict, bump, upstream, wire, types, problems } = assessment;
  const failed = checks !== undefined && !passes(checks);
  return {
    verdict,
    exitCode: verdict === "compatible" && failed ? 1 : EXIT_CODES[verdict],
    from,
    ...(text !== undefined && { sha256: createHash("sha256").update(text).digest("hex") }),
    written,
    ...(bump && { version: { bump, current: currentVersion, suggested: raise(currentVersion, bump) } }),
    operations: groupByOperation(wire),
    types,
    upstream,
    ...(refusal !== undefined && { refusal }),
    // The lines are those of the new spec, which is not in the project yet.
    problems: problems.map((problem) => (problem.file === SPEC_PATH ? { ...problem, file: from } : problem)),
    ...(checks && { checks }),
    next: nextSteps({ verdict, problems, written, ...(checks && { checks }) }).map(({ plain }) => plain),
  };
}

/** Whether the new client may be written. */
export function passes({ typeErrors, tests }: StagedChecks): boolean {
  return typeErrors.length === 0 && tests.failures.length === 0;
}

function groupByOperation(changes: readonly SpecChange[]): RegenerateReport["operations"] {
  const groups = new Map<string, RegenerateReport["operations"][number]>();
  for (const { impact, text, operations } of changes) {
    for (const operation of operations.length > 0 ? operations : ["the document"]) {
      const group = groups.get(operation) ?? { operation, changes: [] };
      groups.set(operation, group);
      group.changes.push({ impact, text });
    }
  }
  return [...groups.values()].toSorted((a, b) => (a.operation < b.operation ? -1 : 1));
}

// Below 1.0 the minor number stands for breaking changes and the patch number for all others.
// https://semver.org/#spec-item-4, and how npm reads ^0.y.z
function raise(version: string, bump: SpecChange["impact"]): string {
  const [major = 0, minor = 0, patch = 0] = version.split("-", 1).join("").split(".").map(Number);
  if (major === 0) return bump === "major" ? `0.${minor + 1}.0` : `0.${minor}.${patch + 1}`;
  if (bump === "major") return `${major + 1}.0.0`;
  return bump === "minor" ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** What a person has to do, in order. */
export function nextSteps({
  verdict,
  problems,
  written,
  checks,
}: Pick<RegenerateReport, "verdict" | "problems" | "written" | "checks">): Markdown[] {
  if (verdict === "unchanged") return [];
  if (verdict === "invalid spec") {
    return [gfm`Report the problem to the publisher of the spec, or pass another source with --from.`];
  }
  if (verdict === "overlay conflict") {
    const caughtUp = problems.some(({ code }) => code === "upstream_caught_up");
    return [
      gfm`Change openapi/overlays/ as the list of overlay actions says; openapi/README.md explains each message.`,
      ...(caughtUp ? [gfm`Delete each action, or the part named, that upstream has caught up with.`] : []),
      gfm`Run \`npm run regenerate\` again with the same source.`,
    ];
  }
  const failed = checks !== undefined && !passes(checks);
  if (!written && !failed) {
    return [
      verdict === "breaking"
        ? gfm`Run it again with --allow-breaking and without --dry-run to accept this change and write the new client.`
        : gfm`This was a dry run. Run it again without --dry-run to write the new client.`,
    ];
  }
  return [
    ...(failed
      ? [
          gfm`The new client fails its checks, so nothing was written. Copy the new spec to openapi/tratta.yaml, run \`npm run generate\`, then correct what \`npm run check:types\` and \`npm test\` report.`,
        ]
      : []),
    gfm`Read the diff of generated/schema.ts: it is what users get.`,
    gfm`Update the hashes of the source spec in openapi/README.md and test/scripts/overlay/patch-spec.test.ts: they pin the document that a person has read.`,
    ...(verdict === "breaking" ? [gfm`Describe in CHANGELOG.md what users have to change, type by type.`] : []),
    gfm`Release with the suggested version.`,
  ];
}
