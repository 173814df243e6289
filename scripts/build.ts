import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { bundleClient } from "./package/bundle-client.ts";

/** Builds `dist/`: the client as one module, the sandbox as a bundle that needs nothing else to be installed. */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CLIENT = join(ROOT, "dist/src");
const SANDBOX = join(CLIENT, "sandbox");
/** The specifier of an import in a declaration file; those in the examples of doc comments do not count. */
const IMPORT = /^(?! *\*).*?(?:from|import\()\s*"(.+?)"/gm;

rmSync(join(ROOT, "dist"), { recursive: true, force: true });
console.log("client: writing types");
runTypeScript("src");
keepReachableDeclarations(CLIENT, ["openapi-fetch"]);
console.log("client: bundling");
await bundleClient(ROOT, CLIENT);
console.log("sandbox: writing types");
runTypeScript("src/sandbox");
keepReachableDeclarations(SANDBOX, []);
console.log("sandbox: bundling");
const metafile = await bundleSandbox();
const bundled = writeLicenses(metafile);
console.log("both: writing what CommonJS code requires");
writeCommonJs(CLIENT);
writeCommonJs(SANDBOX);
console.log(`dist/ is built; the sandbox bundles ${bundled} packages.`);

function runTypeScript(project: string): void {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", project], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

/**
 * Users see the types of an entry point; those of its other modules would only weigh, and name bundled packages.
 *
 * @param folder of the entry point
 * @param packages that users have
 */
function keepReachableDeclarations(folder: string, packages: readonly string[]): void {
  const reachable = new Set<string>();
  const visit = (file: string): void => {
    if (reachable.has(file)) return;
    reachable.add(file);
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      if (packages.includes(specifier)) continue;
      if (!specifier.startsWith(".")) {
        throw new Error(`${relative(ROOT, file)} shows a type of ${specifier}, which users do not have`);
      }
      visit(resolve(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts")));
    }
  };
  visit(join(folder, "index.d.ts"));
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (name.endsWith(".d.ts") && !reachable.has(file)) rmSync(file);
  }
  rmSync(join(SANDBOX, "operations"), { recursive: true, force: true });
}

/**
 * Lets TypeScript code that compiles to CommonJS use an entry point. Node.js loads the same module for both kinds of code,
 * so that an error has one class; the compiler wants declarations of its own (TS1479).
 */
function writeCommonJs(folder: string): void {
  writeFileSync(join(folder, "index.cjs"), 'module.exports = require("./index.js");\n');
  const copied = new Set<string>();
  const copy = (file: string): void => {
    if (copied.has(file)) return;
    copied.add(file);
    const text = readFileSync(file, "utf8");
    writeFileSync(file.replace(/\.ts$/, ".cts"), text.replaceAll(/"(\.{1,2}\/[^"]+)\.[jt]s"/g, '"$1.cjs"'));
    for (const [, specifier = ""] of text.matchAll(IMPORT)) {
      if (specifier.startsWith(".")) copy(resolve(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts")));
    }
  };
  copy(join(folder, "index.d.ts"));
}

async function bundleSandbox(): Promise<Metafile> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/sandbox/index.ts", "src/sandbox/cli.ts"],
    outdir: "dist/src/sandbox",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    metafile: true,
    logLevel: "warning",
    // The bundled CommonJS packages require node's own modules.
    banner: {
      js: 'import { createRequire as createNodeRequire } from "node:module"; const require = createNodeRequire(import.meta.url);',
    },
  });
  return result.metafile;
}

/** Writes the licences of the bundled packages next to the bundle and answers how many there are. */
function writeLicenses({ inputs }: Metafile): number {
  const folders = new Set(
    Object.keys(inputs).flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []),
  );
  const texts = [...folders].toSorted().map((folder) => {
    const { name, version, license }: Record<string, string> = JSON.parse(
      readFileSync(join(ROOT, folder, "package.json"), "utf8"),
    );
    const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined
        ? "(The package comes without a licence file.)"
        : readFileSync(join(ROOT, folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(join(SANDBOX, "THIRD-PARTY-LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
  return texts.length;
}
