import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Builds and packs the package, and installs the tarball into a folder, as a user would. */
export async function installPackage(folder: string): Promise<void> {
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  await npm(ROOT, "pack", "--pack-destination", folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack left no tarball");
  await npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", `./${tarball}`);
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  try {
    await promisify(execFile)("npm", args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args[0]} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
