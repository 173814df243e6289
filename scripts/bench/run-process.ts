import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program to its end and answers what it printed and how long it took, in milliseconds. */
export async function runProcess(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; ms: number }> {
  const start = performance.now();
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
    return { stdout, ms: performance.now() - start };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
