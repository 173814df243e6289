import { createHash } from "node:crypto";
import type { SpecAssessment } from "../change/assess-spec-change.ts";
import { passesChecks, type Decision } from "../change/decide-verdict.ts";
import type { SpecChange } from "../change/diff-specs.ts";
import { SPEC_PATH } from "../spec/spec-sources.ts";
import type { StagedChecks } from "../change/staged-checks.ts";
import { gfm, type Markdown } from "./gfm.ts";

/** Everything that one run of `npm run regenerate` found, as its JSON report contains it. */
export interface RegenerateReport
  extends
    Pick<Decision, "verdict" | "exitCode" | "breaking">,
    Pick<SpecAssessment, "types" | "unsimulated" | "upstream" | "problems"> {
  /** File or URL of the new spec, without query. */
  from: string;
  /** sha256 of the new spec; missing when it could not be read. */
  sha256?: string | undefined;
  /** Whether the project was changed. */
  written: boolean;
  /** How far to raise the version of the package; missing when there is nothing to release. */
  version?: { bump: SpecChange["impact"]; current: string; suggested: string } | undefined;
  /** What changes on the wire for users, by operation; what affects no operation is listed under "the document". */
  operations: { operation: string; changes: { impact: SpecChange["impact"]; text: string }[] }[];
  /** Why the new spec could not be read. */
  refusal?: string | undefined;
  /** Missing when there was nothing to check. */
  checks?: StagedChecks | undefined;
  /** What a person has to do, in order. */
  next: string[];
}

/** Result of a run, before it is made into a report. */
export interface RegenerateRun extends Pick<RegenerateReport, "from" | "refusal" | "checks"> {
  /** The new spec; missing when it could not be read. */
  text?: string | undefined;
  assessment: SpecAssessment;
  decision: Decision;
  /** Present version of the package. */
  currentVersion: string;
}

/** Creates the report of a run. */
export function createReport(run: RegenerateRun): RegenerateReport {
  const { from, text, refusal, assessment, decision, checks, currentVersion: current } = run;
  const { types, unsimulated, upstream, wire } = assessment;
  const { bump, write: written, ...judgement } = decision;
  // The lines are those of the new spec, which is not in the project yet.
  const problems = assessment.problems.map((problem) =>
    problem.file === SPEC_PATH ? { ...problem, file: from } : problem,
  );
  return {
    ...judgement,
    from,
    sha256: text === undefined ? undefined : createHash("sha256").update(text).digest("hex"),
    written,
    version: bump && { bump, current, suggested: raise(current, bump) },
    operations: groupByOperation(wire),
    types,
    unsimulated,
    upstream,
    refusal,
    problems,
    checks,
    next: nextSteps({ verdict: decision.verdict, problems, written, checks }).map(String),
  };
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
export function nextSteps(report: Pick<RegenerateReport, "verdict" | "problems" | "written" | "checks">): Markdown[] {
  const { verdict, problems, written, checks } = report;
  if (verdict === "unchanged") return [];
  if (verdict === "invalid spec") {
    return [gfm`Report the problem to the publisher of the spec, or pass another source with --from.`];
  }
  if (verdict === "overlay conflict") {
    const steps = [gfm`Correct openapi/overlays/ as the list above says; openapi/README.md explains each message.`];
    if (problems.some(({ code }) => code === "upstream_caught_up")) {
      steps.push(gfm`Where upstream has caught up, delete the action, or the part of it that is named.`);
    }
    return [...steps, gfm`Run \`npm run regenerate\` again with the same source.`];
  }
  const failed = checks !== undefined && !passesChecks(checks);
  if (!written && !failed) {
    return verdict === "breaking"
      ? [gfm`To accept this change, run it again with --allow-breaking and without --dry-run.`]
      : [gfm`This was a dry run. To write the new client, run it again without --dry-run.`];
  }
  const byHand = gfm`The new client fails its checks, so nothing was written. Copy the new spec to openapi/tratta.yaml, run \`npm run generate\`, then correct what \`npm run check:types\` and \`npm test\` report.`;
  return [
    ...(failed ? [byHand] : []),
    gfm`Read the diff of generated/schema.ts: it is what users get.`,
    gfm`Update the hashes of the source spec in openapi/README.md and test/scripts/overlay/patch-spec.test.ts: they pin the document that a person has read.`,
    gfm`Run \`npm run readme\`, which updates the README's table of operations.`,
    ...(verdict === "breaking" ? [gfm`Describe in CHANGELOG.md what users have to change, type by type.`] : []),
    gfm`Release with the suggested version.`,
  ];
}
