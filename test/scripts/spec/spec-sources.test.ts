import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSpecSources } from "../../../scripts/spec/spec-sources.ts";

describe("readSpecSources", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tratta-sources-"));
    mkdirSync(join(root, "openapi/overlays"), { recursive: true });
    writeFileSync(join(root, "openapi/tratta.yaml"), "openapi: 3.0.3\n");
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it("reads overlays in the order of their names by character code, in any locale", () => {
    for (const name of ["b.yaml", "ä.yaml", "B.yaml", "a.yaml", ".hidden"]) {
      writeFileSync(join(root, "openapi/overlays", name), name);
    }
    expect(readSpecSources(root).overlays.map(({ path }) => path)).toEqual(
      ["B.yaml", "a.yaml", "b.yaml", "ä.yaml"].map((name) => `openapi/overlays/${name}`),
    );
  });

  it("keeps every byte, a byte order mark and carriage returns included", () => {
    writeFileSync(join(root, "openapi/overlays/a.yaml"), "\uFEFFoverlay: 1.1.0\r\n");
    expect(readSpecSources(root).overlays[0]?.text).toBe("\uFEFFoverlay: 1.1.0\r\n");
  });

  it("names every file that it cannot use", () => {
    rmSync(join(root, "openapi/tratta.yaml"));
    writeFileSync(join(root, "openapi/overlays/a.yaml"), Buffer.from([0xff]));
    mkdirSync(join(root, "openapi/overlays/b.yaml"));
    writeFileSync(join(root, "openapi/overlays/c.json"), "{}");
    expect(() => readSpecSources(root)).toThrow(
      /a\.yaml:1: the file is not UTF-8.*b\.yaml:1: the file cannot be read \(EISDIR\).*c\.json:1: only \*\.yaml.*tratta\.yaml:1: the file cannot be read \(ENOENT\)/s,
    );
  });
});
