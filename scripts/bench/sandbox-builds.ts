import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runProcess } from "./run-process.ts";

/** A built package whose sandbox is measured. */
export interface SandboxBuild {
  /** Such as `base 0123abc`. */
  readonly name: string;
  /** The URL of the sandbox's module. */
  readonly module: string;
}

const BUILT_FROM = ["generated", "scripts", "src", "LICENSE", "package.json", "tsconfig.json"];

/** Builds the package of the files as they are, in a folder of its own. */
export function buildWorkingTree(root: string, folder: string): SandboxBuild {
  for (const entry of BUILT_FROM) cpSync(join(root, entry), join(folder, entry), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return build("this", folder);
}

/**
 * Builds the package of a commit, in a folder of its own, and returns it with what removes the folder from git's list.
 * Packages are installed only if the commit has others than today.
 *
 * @throws Error for what names no commit
 */
export function buildCommit(root: string, commit: string, folder: string): SandboxBuild & { remove: () => void } {
  const hash = findCommit(root, commit);
  runProcess("git", ["worktree", "add", "--quiet", "--detach", folder, hash], root);
  const remove = (): void => void runProcess("git", ["worktree", "remove", "--force", folder], root);
  try {
    if (lockOf(folder) === lockOf(root)) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    else runProcess("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"], folder);
    return { ...build(`base ${hash.slice(0, 7)}`, folder), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function findCommit(root: string, commit: string): string {
  try {
    return runProcess(
      "git",
      ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`],
      root,
    ).trim();
  } catch {
    throw new Error(`--base must name a commit of this clone, which has no ${commit}; a shallow clone has few`);
  }
}

function lockOf(folder: string): string {
  const path = join(folder, "package-lock.json");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function build(name: string, folder: string): SandboxBuild {
  runProcess("npm", ["run", "--silent", "build"], folder);
  return { name, module: pathToFileURL(join(folder, "dist/src/sandbox/index.js")).href };
}
