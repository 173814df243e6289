import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project under test. */
export const PROJECT: string = fileURLToPath(new URL("../..", import.meta.url));

/** A temporary copy of the files that the generator reads and writes. */
export interface ProjectCopy {
  root: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Returns every file of the copy with its content, so that a test can see whether anything has changed. */
  snapshot(): Map<string, string>;
  remove(): void;
}

export function copyProject(): ProjectCopy {
  const root = mkdtempSync(join(tmpdir(), "tratta-project-"));
  for (const path of ["openapi", "generated", "README.md"]) {
    cpSync(join(PROJECT, path), join(root, path), { recursive: true });
  }
  return {
    root,
    read: (path) => readFileSync(join(root, path), "utf8"),
    write: (path, text) => writeFileSync(join(root, path), text),
    snapshot: () => {
      const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
      return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

export interface ScriptRun {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a script of the project in its own process. */
export function runScript(script: string, args: readonly string[], timeout = 60_000): Promise<ScriptRun> {
  const command = ["--import", import.meta.resolve("tsx"), join(PROJECT, script), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { maxBuffer: 64 * 1024 * 1024, timeout }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
