import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Tratta from "tratta-client";
import { bundleClient } from "../package/bundle-client.ts";
import { runProcess } from "./run-process.ts";

/** Builds the main entry into a folder where `import "tratta-client"` finds it, and loads it from there. */
export async function installPackage(root: string, project: string): Promise<typeof Tratta> {
  mkdirSync(project);
  copyFileSync(join(root, "package.json"), join(project, "package.json"));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  runProcess("npx", ["--no-install", "tsc", "-p", "src", "--outDir", join(project, "dist")], root);
  await bundleClient(root, join(project, "dist/src"));
  return import(pathToFileURL(join(project, "dist/src/index.js")).href);
}
