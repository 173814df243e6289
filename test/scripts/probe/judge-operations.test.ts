import { describe, expect, it } from "vitest";
import { judgeOperations, type JudgedOperation } from "../../../scripts/probe/judge-operations.ts";
import type { ProbedCall } from "../../../scripts/probe/record-traffic.ts";
import type { CoveredPart, DriftProblem } from "../../../scripts/probe/run-drift.ts";

const operation = { "x-evidence": "vendor", "x-evidence-response": "inferred" };
const document = {
  paths: {
    "/things": {
      get: { ...operation, operationId: "listThings" },
      post: { ...operation, operationId: "createThing", deprecated: true },
    },
    "/others": { get: { operationId: "listOthers" } },
  },
};

const LIST = "GET /things";
const ok: ProbedCall = { operation: LIST, status: 200 };
const elsewhere: ProbedCall = { operation: "GET /others", status: 200 };

interface Given {
  calls: ProbedCall[];
  problems?: Partial<DriftProblem>[];
  covered?: string[];
  missing?: string[];
  /** Instead of the fields of a response. */
  parts?: { covered: CoveredPart[]; missing: CoveredPart[] };
  operationId?: string;
}

function judge({
  calls,
  problems = [],
  covered = [],
  missing = [],
  parts,
  operationId = "listThings",
}: Given): JudgedOperation {
  const property = (path: string): CoveredPart => ({ kind: "property", target: "response", status: "200", path });
  const status: CoveredPart = { kind: "response", status: "200" };
  const defaults = { operationId, target: "response" as const, status: 200, message: "" };
  const judged = judgeOperations(document, calls, {
    problems: problems.map((problem) => ({ ...defaults, ...problem })),
    operations: [
      { operationId, covered: [status, ...covered.map(property)], missing: missing.map(property), ...parts },
    ],
  }).find((one) => one.operationId === operationId);
  if (!judged) throw new Error("the operation was not judged");
  return judged;
}

describe("judgeOperations", () => {
  it("confirms an operation and the fields that it showed", () => {
    expect(judge({ calls: [ok], covered: ["data", "data[].id"], missing: ["data[].name"] })).toEqual({
      operation: LIST,
      operationId: "listThings",
      deprecated: false,
      "x-evidence": "vendor",
      "x-evidence-response": "inferred",
      path: "confirmed",
      failures: [],
      request: { verdict: "not seen", confirmed: [], contradicted: [], notSeen: [] },
      response: { verdict: "confirmed", confirmed: ["data", "data[].id"], contradicted: [], notSeen: ["data[].name"] },
      errorResponse: { verdict: "not seen", confirmed: [], contradicted: [], notSeen: [] },
    });
  });

  it("judges every operation, also those that were not called", () => {
    const judged = judgeOperations(document, [], { problems: [], operations: [] });
    expect(judged.map(({ operationId, path, response }) => [operationId, path, response.verdict])).toEqual([
      ["listThings", "not seen", "not seen"],
      ["createThing", "not seen", "not seen"],
      ["listOthers", "not seen", "not seen"],
    ]);
    expect(judged.map(({ deprecated }) => deprecated)).toEqual([false, true, false]);
  });

  it("does not take a list without a row for a confirmation of its rows", () => {
    const empty = { covered: ["data", "meta", "meta.total"], missing: ["data[].id"] };
    expect(judge({ calls: [ok], ...empty }).response.verdict).toBe("not seen");
  });

  it.each([
    [{ keyword: "additionalProperties" }, "/data/0/foo", "data[].foo", "is not in the document"],
    [{ keyword: "required" }, "/data/0/id", "data[].id", "is required and missing"],
    [{ keyword: "type", ajvMessage: "must be integer" }, "/meta/total", "meta.total", "must be integer"],
    [{ keyword: "format", ajvMessage: "must match" }, "/data/1/list/0/at", "data[].list[].at", "must match"],
    [{ keyword: "type", ajvMessage: "must be object" }, "", "", "must be object"],
    [{ keyword: "type", ajvMessage: "must be string" }, "/a~1b/c~0d", "a/b.c~d", "must be string"],
  ])("counts a problem of drift (%o at %s) as a contradiction of %s", (details, dataPath, field, problem) => {
    const { response } = judge({
      calls: [ok],
      problems: [{ dataPath, details }],
      covered: ["data", "data[].foo", "meta.total"],
    });
    expect(response.verdict).toBe("contradicted");
    expect(response.contradicted).toEqual([{ field, problem }]);
    expect(response.confirmed).not.toContain(field);
  });

  it("says the same problem of a field once", () => {
    const problem = { dataPath: "/a", details: { keyword: "type", ajvMessage: "must be string" } };
    expect(judge({ calls: [ok], problems: [problem, problem] }).response.contradicted).toHaveLength(1);
  });

  it("keeps problems of requests and of error responses apart from those of the response", () => {
    const details = { keyword: "additionalProperties" };
    const judged = judge({
      calls: [ok],
      problems: [
        { dataPath: "/message", details, status: 422 },
        { target: "request", message: 'Undocumented query parameter in traffic: "limit"' },
      ],
      covered: ["data.id"],
    });
    expect(judged.response.verdict).toBe("confirmed");
    expect(judged.errorResponse.contradicted).toEqual([{ field: "message", problem: "is not in the document" }]);
    expect(judged.request.contradicted).toEqual([
      { field: "", problem: 'Undocumented query parameter in traffic: "limit"' },
    ]);
  });

  it.each([404, 405])("takes HTTP %i for a path that does not exist when other calls succeed", (status) => {
    const missing = { operation: LIST, status, failure: `HTTP ${status}` };
    expect(judge({ calls: [missing, elsewhere] })).toMatchObject({
      path: "contradicted",
      failures: [`HTTP ${status}`],
    });
    expect(judge({ calls: [missing] }).path).toBe("failed");
  });

  it.each([401, 403, 422, 429, 500])("takes HTTP %i for a call that says nothing about the path", (status) => {
    const failed = { operation: LIST, status, failure: `HTTP ${status}` };
    expect(judge({ calls: [failed, elsewhere] }).path).toBe("failed");
  });

  it("confirms the fields of a request only when the server accepted it", () => {
    const property = (path: string): CoveredPart => ({ kind: "property", target: "request", path });
    const parts = { covered: [property("name")], missing: [property("email")] };
    const create = { operation: "POST /things", status: 201 };
    const { request } = judge({ calls: [create], parts, operationId: "createThing" });
    expect(request).toMatchObject({ verdict: "confirmed", confirmed: ["name"], notSeen: ["email"] });
    const refused = judge({
      calls: [{ ...create, status: 422, failure: "HTTP 422" }],
      parts,
      operationId: "createThing",
    });
    expect(refused.request).toMatchObject({ verdict: "not seen", confirmed: [], notSeen: ["name", "email"] });
  });

  it("contradicts a success whose status the document does not have", () => {
    const parts = { covered: [], missing: [{ kind: "response" as const, status: "204" }] };
    expect(judge({ calls: [ok], parts }).response.contradicted).toEqual([
      { field: "", problem: "HTTP 200 is not in the document" },
    ]);
  });

  it("contradicts the vendor's field when the source spec's stands in its place", () => {
    const only = judge({ calls: [ok], covered: ["data[].first_name"], missing: ["data[].name"] });
    expect(only.response).toMatchObject({
      verdict: "contradicted",
      confirmed: ["data[].first_name"],
      contradicted: [{ field: "data[].name", problem: "is missing; the response has first_name instead" }],
      notSeen: [],
    });
    // Missing in the response of another status.
    const both = judge({ calls: [ok], covered: ["data[].first_name", "data[].name"], missing: ["data[].name"] });
    expect(both.response.contradicted).toEqual([]);
    const other = judge({ calls: [ok], covered: ["data[].first_name"], missing: ["data[].owner.name"] });
    expect(other.response.contradicted).toEqual([]);
  });

  it("fails when drift reports a problem of an operation that the document does not have", () => {
    expect(() => judge({ calls: [ok], problems: [{ operationId: "none", message: "Undocumented endpoint" }] })).toThrow(
      "Undocumented endpoint",
    );
  });
});
