import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Tratta from "tratta-client";
import { bundleClient } from "../package/bundle-client.ts";
import { runProcess } from "./run-process.ts";

export const TSC: string = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** Builds the main entry into a project of its own, as a user has it after `npm install`, and loads it from there. */
export async function installPackage(root: string, project: string): Promise<typeof Tratta> {
  const modules = join(project, "node_modules");
  const installed = join(modules, "tratta-client");
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await runProcess(process.execPath, [TSC, "-p", "src", "--outDir", join(installed, "dist")], root);
  await bundleClient(root, join(installed, "dist/src"));
  copyFileSync(join(root, "package.json"), join(installed, "package.json"));
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  return (await import(pathToFileURL(join(installed, "dist/src/index.js")).href)) as typeof Tratta;
}
