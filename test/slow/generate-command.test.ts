import { afterAll, describe, expect, it } from "vitest";
import { copyProject, runScript } from "../support/project-copy.ts";

const SCRIPT = "scripts/generate.ts";
const project = copyProject();
afterAll(() => project.remove());

// What is generated or refused, and why, is tested in process; these run the script as npm does.
describe.concurrent("npm run generate", () => {
  it("prints what is wrong and that nothing was written, and exits with 1", async () => {
    project.write("openapi/overlays/z-extra.yaml", "overlay: 1.1.0\n");
    const before = project.snapshot();

    const { exitCode, stdout, stderr } = await runScript(SCRIPT, ["--root", project.root]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^\nopenapi\/overlays\/z-extra\.yaml:1: .*\n\nNothing was written\.\n$/s);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(project.snapshot()).toEqual(before);
  });

  it("refuses an option that it does not know, and shows those that it knows", async () => {
    const { exitCode, stderr } = await runScript(SCRIPT, ["--chek"]);

    expect(exitCode).toBe(1);
    expect(stderr).toContain("Unknown option '--chek'");
    expect(stderr).toContain("Usage: npm run generate");
  });

  it("prints its usage with --help", async () => {
    const { exitCode, stdout } = await runScript(SCRIPT, ["--help"]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("--check");
  });
});
