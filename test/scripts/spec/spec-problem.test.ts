import { describe, expect, it } from "vitest";
import { formatSpecProblem, SpecProblemsError, type SpecProblem } from "../../../scripts/spec/spec-problem.ts";

const inSpec: SpecProblem = { code: "lint", file: "spec.yaml", line: 7, message: "bad. Mend it." };
const inAction: SpecProblem = {
  code: "target_gone",
  file: "a.yaml",
  line: 12,
  action: "Adds it",
  message: "gone. Look.",
};

describe("formatSpecProblem", () => {
  it("starts with file and line, and names the action if there is one", () => {
    expect(formatSpecProblem(inSpec)).toBe("spec.yaml:7: bad. Mend it.");
    expect(formatSpecProblem(inAction)).toBe('a.yaml:12: action "Adds it": gone. Look.');
  });
});

describe("SpecProblemsError", () => {
  it("orders problems by file, then by line as a number", () => {
    const earlier = { ...inAction, line: 3 };
    const error = new SpecProblemsError([inSpec, inAction, earlier]);
    expect(error.problems).toEqual([earlier, inAction, inSpec]);
    expect(error.message).toBe([earlier, inAction, inSpec].map(formatSpecProblem).join("\n"));
  });
});

it("writes a problem on one line, whatever the spec contains", () => {
  const problem = {
    code: "lint",
    file: "a.yaml",
    line: 1,
    action: "x\n::error::no",
    message: "\u001b[31mred",
  } as const;
  expect(formatSpecProblem(problem)).toBe(String.raw`a.yaml:1: action "x ::error::no": \u{1b}[31mred`);
});
