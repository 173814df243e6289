import { describe, expect, it } from "vitest";
import { readOverlay, type OverlayAction } from "../../../scripts/overlay/read-overlay.ts";
import type { SpecProblem } from "../../../scripts/spec/spec-problem.ts";

function read(text: string): { actions: OverlayAction[]; problems: SpecProblem[] } {
  const problems: SpecProblem[] = [];
  return { actions: readOverlay({ path: "openapi/overlays/a.yaml", text }, "openapi/spec.yaml", problems), problems };
}

function overlay(changes: Record<string, unknown>): string {
  const action = { target: "$.info", description: "Why", update: { "x-a": 1 } };
  return JSON.stringify({ overlay: "1.1.0", info: { title: "T", version: "1" }, actions: [action], ...changes });
}

function withAction(action: unknown): string {
  return overlay({ actions: [action] });
}

describe("readOverlay", () => {
  it("reads all three kinds of action, with extensions", () => {
    const { actions, problems } = read(`overlay: 1.1.3
x-owner: payments
extends: ../spec.yaml
info: { title: T, version: "1", description: D, x-info: 1 }
actions:
  - target: $.info
    description: >-
      Says   why,
      on two lines
    update: null
    x-note: 1
  - { target: $.a, description: Takes away, remove: true }
  - target: $.b
    description: Copies
    copy: $.c
`);
    expect(problems).toEqual([]);
    expect(actions.map(({ kind, target }) => [kind, target.toString()])).toEqual([
      ["update", "$.info"],
      ["remove", "$.a"],
      ["copy", "$.b"],
    ]);
    expect(actions[0]?.siteOf(["update"])).toEqual({
      file: "openapi/overlays/a.yaml",
      line: 10,
      action: "Says why, on two lines",
    });
    expect(actions[2]?.siteOf(["copy"]).line).toBe(15);
  });

  const refused: [name: string, text: string, says: string][] = [
    ["no version", overlay({ overlay: undefined }), "`overlay` is missing"],
    ["version 1.0.0", overlay({ overlay: "1.0.0" }), '`overlay` is "1.0.0"'],
    ["version 2.0.0", overlay({ overlay: "2.0.0" }), '`overlay` is "2.0.0"'],
    ["a version that is a number", overlay({ overlay: 1.1 }), "`overlay` is 1.1, and only version 1.1.x is supported"],
    ["no info", overlay({ info: undefined }), "`info` is missing"],
    ["an info without title", overlay({ info: { version: "1" } }), "`info.title` has to be a non-blank string"],
    [
      "an info whose version is a number",
      overlay({ info: { title: "T", version: 1 } }),
      "`info.version` has to be a non-blank string",
    ],
    [
      "an unknown key of info",
      overlay({ info: { title: "T", version: "1", licence: "MIT" } }),
      "`licence` has no meaning here",
    ],
    ["an unknown key at the top", overlay({ action: [] }), "`action` has no meaning here"],
    ["an `extends` that names another document", overlay({ extends: "./other.yaml" }), "Write ../spec.yaml"],
    ["no actions", overlay({ actions: undefined }), "`actions` has to be a list"],
    ["an empty list of actions", overlay({ actions: [] }), "`actions` has to be a list"],
    ["actions that are an object", overlay({ actions: {} }), "`actions` has to be a list"],
    ["an action that is a text", withAction("remove it"), "the action is not an object"],
    ["an action without target", withAction({ description: "D", remove: true }), "`target` has to be a JSONPath"],
    [
      "an action with a blank target",
      withAction({ target: " ", description: "D", remove: true }),
      "`target` has to be a JSONPath",
    ],
    [
      "an action with a blank description",
      withAction({ target: "$.a", description: " ", remove: true }),
      "`description` is missing or blank",
    ],
    [
      "an action with a typo",
      withAction({ target: "$.a", description: "D", remove: true, decription: "" }),
      "`decription` has no meaning",
    ],
    ["an action that does nothing", withAction({ target: "$.a", description: "D" }), "has none"],
    [
      "an action that updates and copies",
      withAction({ target: "$.a", description: "D", update: 1, copy: "$.b" }),
      "has update and copy",
    ],
    [
      "an action that updates and does not remove",
      withAction({ target: "$.a", description: "D", update: 1, remove: false }),
      "has update and remove",
    ],
    [
      "an action that only does not remove",
      withAction({ target: "$.a", description: "D", remove: false }),
      "`remove` can only be true",
    ],
    [
      "a target without $",
      withAction({ target: "paths", description: "D", remove: true }),
      "`target` is not a JSONPath",
    ],
    [
      "a copy source that is no path",
      withAction({ target: "$.a", description: "D", copy: "$.[" }),
      "`copy` is not a JSONPath",
    ],
    [
      "`constructor` as a key",
      withAction({ target: "$.a", description: "D", update: { a: { constructor: 1 } } }),
      "`constructor` is refused",
    ],
    [
      "`prototype` as a key",
      withAction({ target: "$.a", description: "D", update: { prototype: 1 } }),
      "`prototype` is refused",
    ],
    ["`__proto__` as a key", '{"overlay":"1.1.0","__proto__":{}}', "`__proto__` is refused"],
  ];
  for (const [name, text, says] of refused) {
    it(`refuses ${name}`, () => {
      const { problems } = read(text);
      expect(problems.map(({ message }) => message)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
      expect(problems.every(({ code, file }) => code === "invalid_overlay" && file === "openapi/overlays/a.yaml")).toBe(
        true,
      );
    });
  }

  it("still reads the actions beside a bad one", () => {
    const good = { target: "$.a", description: "Good", remove: true };
    const { actions, problems } = read(overlay({ actions: [good, { target: "$.a" }, good] }));
    expect(actions).toHaveLength(2);
    expect(problems.map(({ action }) => action)).toEqual([
      "number 2, without description",
      "number 2, without description",
    ]);
  });
});
