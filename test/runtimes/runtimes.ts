import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RuntimeTraits, SuiteOptions } from "./suite/check.ts";

/** A runtime, where it is, and how it runs the suite. */
export interface Runtime extends RuntimeTraits {
  /** The program, or for edge-runtime its package. */
  readonly path: string | undefined;
  /**
   * The command that prints the suite's results as JSON.
   *
   * @param folder holds suite.js and the compiled adapters
   */
  readonly command: (path: string, folder: string, options: SuiteOptions) => readonly [file: string, ...args: string[]];
}

const PACKAGES = fileURLToPath(new URL("node_modules", import.meta.url));
const ADAPTERS = fileURLToPath(new URL("adapters", import.meta.url));
const CHROMIUM = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** All runtimes that the package promises to work in. */
export const RUNTIMES: readonly Runtime[] = [
  ...[20, 22, 24].map((version) => ({
    name: `Node ${version}`,
    path: installed(`node${version}/bin/node`),
    provesRefusedConnection: true,
    hidesRedirectStatus: false,
    resendsPosts: false,
    command: runs("node.js"),
  })),
  {
    name: "Deno",
    path: installed(".bin/deno"),
    provesRefusedConnection: false,
    hidesRedirectStatus: false,
    resendsPosts: false,
    command: (path, folder, options) => [
      path,
      "run",
      "--no-config",
      "--cached-only",
      "--allow-net=127.0.0.1",
      join(folder, "deno.js"),
      JSON.stringify(options),
    ],
  },
  {
    name: "Bun",
    path: installed(".bin/bun"),
    provesRefusedConnection: true,
    hidesRedirectStatus: false,
    resendsPosts: false,
    command: runs("bun.js"),
  },
  {
    name: "workerd",
    path: installed(".bin/workerd"),
    provesRefusedConnection: false,
    hidesRedirectStatus: false,
    resendsPosts: false,
    command: (path, folder) => [path, "test", join(folder, "workerd.capnp")],
  },
  {
    name: "edge-runtime",
    path: installed("@edge-runtime/vm"),
    provesRefusedConnection: true,
    hidesRedirectStatus: false,
    resendsPosts: false,
    command: (_, folder, options) => hosted("edge-runtime.ts", join(folder, "suite.js"), JSON.stringify(options)),
  },
  {
    name: "Chromium",
    path: installed("playwright-core") && CHROMIUM.find((path) => path !== undefined && existsSync(path)),
    provesRefusedConnection: false,
    hidesRedirectStatus: true,
    resendsPosts: true,
    command: (path, folder, options) => hosted("chromium.ts", path, join(folder, "suite.js"), JSON.stringify(options)),
  },
];

/** The version a runtime tells of itself. */
export function versionOf({ name, path }: Runtime): string {
  if (path === undefined) return "missing";
  if (name === "edge-runtime") return JSON.parse(readFileSync(join(path, "package.json"), "utf8")).version;
  const told = execFileSync(path, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return /\d[\d.-]+\d/.exec(told)?.[0] ?? "?";
}

function installed(name: string): string | undefined {
  const path = join(PACKAGES, name);
  return existsSync(path) ? path : undefined;
}

function runs(adapter: string): Runtime["command"] {
  return (path, folder, options) => [path, join(folder, adapter), JSON.stringify(options)];
}

/** Adapters that set up the runtime from outside it, in the Node that runs this. */
function hosted(adapter: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, "--import", "tsx", join(ADAPTERS, adapter), ...args];
}
