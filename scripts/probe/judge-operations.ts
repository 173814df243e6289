import { isJsonObject, type JsonObject } from "../spec/json-value.ts";
import type { ProbedCall } from "./record-traffic.ts";
import { RIVAL_FIELDS } from "./rival-fields.ts";
import type { CoveredPart, DriftProblem, DriftReport } from "./run-drift.ts";

type Verdict = "confirmed" | "contradicted" | "not seen";

/** What the round showed about one operation of the document. */
export interface JudgedOperation {
  /** Method and path. */
  readonly operation: string;
  readonly operationId: string;
  readonly deprecated: boolean;
  /** The marks of the document: the first is about `path` and `request`, the second about `response`. */
  readonly "x-evidence": string;
  readonly "x-evidence-response": string;
  /** Confirmed by a 2xx status, contradicted by 404 and 405; `failed` when the call says nothing about the path. */
  readonly path: Verdict | "failed";
  /** One for each call that failed. */
  readonly failures: readonly string[];
  readonly request: JudgedFields;
  readonly response: JudgedFields;
  readonly errorResponse: JudgedFields;
}

/** Fields as in `data[].id`; `query limit` is a parameter. */
export interface JudgedFields {
  readonly verdict: Verdict;
  readonly confirmed: readonly string[];
  readonly contradicted: readonly Contradiction[];
  readonly notSeen: readonly string[];
}

export interface Contradiction {
  /** Empty when it concerns the whole body. */
  readonly field: string;
  readonly problem: string;
}

/** Judges every operation of a document, in its order. */
export function judgeOperations(
  document: JsonObject,
  calls: readonly ProbedCall[],
  drift: DriftReport,
): JudgedOperation[] {
  const operations = operationsOf(document);
  const ids = new Set(operations.map(({ operationId }) => operationId));
  const stray = drift.problems.find(({ operationId = "" }) => !ids.has(operationId));
  if (stray) throw new Error(`redocly drift reports a problem of no operation: ${stray.message}`);
  // When nothing succeeds, a 404 is more likely to mean a wrong address than a missing path.
  const reached = calls.some(({ failure }) => failure === undefined);

  return operations.map(({ operation, operationId, definition }) => {
    const own = calls.filter((call) => call.operation === operation);
    const succeeded = own.some(({ failure }) => failure === undefined);
    const missing = reached && own.some(({ status }) => status === 404 || status === 405);
    const problems = drift.problems.filter((problem) => problem.operationId === operationId);
    const coverage = drift.operations.find((covered) => covered.operationId === operationId);
    const judge = (isPart: (part: CoveredPart) => boolean, found: readonly Contradiction[], accepted = true) =>
      judgeFields(coverage?.covered.filter(isPart), coverage?.missing.filter(isPart), found, accepted);
    const describeAll = (isWanted: (problem: DriftProblem) => boolean) => problems.filter(isWanted).map(describe);

    return {
      operation,
      operationId,
      deprecated: definition["deprecated"] === true,
      "x-evidence": markOf(definition, "x-evidence"),
      "x-evidence-response": markOf(definition, "x-evidence-response"),
      path: succeeded ? "confirmed" : missing ? "contradicted" : own.length > 0 ? "failed" : "not seen",
      failures: own.flatMap(({ failure }) => failure ?? []),
      // What the server refuses is not confirmed, though it was sent.
      request: judge(
        isOfRequest,
        describeAll(({ target }) => target === "request"),
        succeeded,
      ),
      response: judge(isOfSuccess, [
        ...describeAll(({ target, status }) => target === "response" && status < 400),
        ...undocumentedStatus(own, coverage?.covered ?? []),
        ...findRivals(coverage?.covered.filter(isOfSuccess) ?? [], coverage?.missing.filter(isOfSuccess) ?? []),
      ]),
      errorResponse: judge(
        isOfError,
        describeAll(({ target, status }) => target === "response" && status >= 400),
      ),
    };
  });
}

function operationsOf(document: JsonObject) {
  return Object.entries(Object(document["paths"]) as JsonObject).flatMap(([path, item]) =>
    Object.entries(Object(item) as JsonObject).flatMap(([method, definition]) =>
      isJsonObject(definition) && typeof definition["operationId"] === "string"
        ? [{ operation: `${method.toUpperCase()} ${path}`, operationId: definition["operationId"], definition }]
        : [],
    ),
  );
}

function markOf(definition: JsonObject, name: string): string {
  const mark = definition[name];
  return typeof mark === "string" ? mark : "none";
}

const isOfRequest = (part: CoveredPart): boolean =>
  part.kind === "parameter" || (part.kind === "property" && part.target === "request");
const isOfSuccess = (part: CoveredPart): boolean =>
  part.kind === "property" && part.target === "response" && part.status.startsWith("2");
const isOfError = (part: CoveredPart): boolean =>
  part.kind === "property" && part.target === "response" && !part.status.startsWith("2");

function judgeFields(
  covered: readonly CoveredPart[] = [],
  missing: readonly CoveredPart[] = [],
  found: readonly Contradiction[],
  accepted: boolean,
): JudgedFields {
  // `oneOf` and `anyOf` give the same problem once for each of their parts.
  const contradicted = [...new Map(found.map((one) => [`${one.field} ${one.problem}`, one])).values()];
  const wrong = new Set(contradicted.map(({ field }) => field));
  const names = (parts: readonly CoveredPart[]) => [...new Set(parts.map(nameOf))].filter((name) => !wrong.has(name));
  const seen = names(covered);
  const confirmed = accepted ? seen : [];
  const notSeen = names(missing).filter((name) => !seen.includes(name));
  return {
    verdict: contradicted.length > 0 ? "contradicted" : saysSomething(confirmed, notSeen) ? "confirmed" : "not seen",
    confirmed,
    contradicted,
    notSeen: accepted ? notSeen : [...seen, ...notSeen],
  };
}

/** An envelope without a row confirms nothing about the rows. */
function saysSomething(confirmed: readonly string[], notSeen: readonly string[]): boolean {
  const isContent = (name: string): boolean => /^data(\[\])?\./.test(name);
  return [...confirmed, ...notSeen].some(isContent) ? confirmed.some(isContent) : confirmed.length > 0;
}

function nameOf(part: CoveredPart): string {
  if (part.kind === "property") return part.path;
  return part.kind === "parameter" ? `${part.in} ${part.name}` : "";
}

function describe({ dataPath, details, message }: DriftProblem): Contradiction {
  if (dataPath === undefined) return { field: "", problem: message };
  const steps = dataPath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const field = steps
    .map((step) => (/^\d+$/.test(step) ? "[]" : `.${step}`))
    .join("")
    .replace(/^\./, "");
  if (details?.keyword === "additionalProperties") return { field, problem: "is not in the document" };
  if (details?.keyword === "required") return { field, problem: "is required and missing" };
  return { field, problem: details?.ajvMessage ?? message };
}

/** The comparison ignores a success whose status the document does not have. */
function undocumentedStatus(calls: readonly ProbedCall[], covered: readonly CoveredPart[]): Contradiction[] {
  const isDocumented = covered.some((part) => part.kind === "response" && part.status.startsWith("2"));
  const succeeded = calls.find(({ failure }) => failure === undefined);
  if (isDocumented || !succeeded) return [];
  return [{ field: "", problem: `HTTP ${succeeded.status} is not in the document` }];
}

/** The response has the source spec's field in place of the one that the vendor documents beside it. */
function findRivals(covered: readonly CoveredPart[], missing: readonly CoveredPart[]): Contradiction[] {
  const seen = new Set(covered.map(nameOf));
  const absent = new Set(missing.map(nameOf));
  return [...seen].flatMap((name) => {
    const parent = name.slice(0, name.lastIndexOf(".") + 1);
    return RIVAL_FIELDS.flatMap(([source, vendor]) =>
      name === parent + source && absent.has(parent + vendor) && !seen.has(parent + vendor)
        ? [{ field: parent + vendor, problem: `is missing; the response has ${source} instead` }]
        : [],
    );
  });
}
