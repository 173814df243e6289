import { spawnSync } from "node:child_process";

/** Runs a program to its end and returns what it printed. */
export function runProcess(command: string, args: readonly string[], cwd: string): string {
  const options = { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
}
