import { describe, expect, it } from "vitest";
import { renderHeader } from "../../../scripts/generate/generated-files.ts";

describe("renderHeader", () => {
  it("names each source with its hash, in order, and the generator with its version", () => {
    expect(
      renderHeader([
        { path: "b.yaml", text: "" },
        { path: "a.yaml", text: "abc" },
      ]).slice(1),
    ).toEqual([
      "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 b.yaml",
      "sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad a.yaml",
      expect.stringMatching(/^openapi-typescript \d+\.\d+\.\d+$/),
    ]);
  });
});
