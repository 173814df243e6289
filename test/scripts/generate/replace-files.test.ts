import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceFiles } from "../../../scripts/generate/replace-files.ts";

describe("replaceFiles", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tratta-replace-"));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const read = (path: string): string => readFileSync(join(root, path), "utf8");

  it("writes new files, replaces old ones and leaves nothing else behind", () => {
    writeFileSync(join(root, "old.txt"), "before");
    replaceFiles(
      root,
      new Map([
        ["old.txt", "after"],
        ["folder/new.txt", "new"],
      ]),
    );
    expect(read("old.txt")).toBe("after");
    expect(read("folder/new.txt")).toBe("new");
    expect(readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted()).toEqual([
      "folder",
      "folder/new.txt",
      "old.txt",
    ]);
  });

  it("puts everything back when a file cannot take its place after others have", () => {
    writeFileSync(join(root, "a.txt"), "before");
    const files = new Map([
      ["a.txt", "after"],
      ["new.txt", "new"],
      ["folder", "impossible, because of the next file"],
      ["folder/inside.txt", "new"],
    ]);
    expect(() => replaceFiles(root, files)).toThrow("folder");
    expect(read("a.txt")).toBe("before");
    expect(readdirSync(root, { recursive: true })).toEqual(["a.txt", "folder"]);
  });

  it("puts everything back when the last file cannot be replaced", () => {
    writeFileSync(join(root, "a.txt"), "before");
    mkdirSync(join(root, "z.txt/occupied"), { recursive: true });
    const files = new Map([
      ["a.txt", "after"],
      ["new.txt", "new"],
      ["z.txt", "impossible"],
    ]);
    expect(() => replaceFiles(root, files)).toThrow("z.txt");
    expect(read("a.txt")).toBe("before");
    expect(readdirSync(root).toSorted()).toEqual(["a.txt", "z.txt"]);
  });
});
