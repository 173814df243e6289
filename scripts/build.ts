/** Builds `dist/`: the client and its webhooks as modules, the sandbox as a bundle that needs nothing else to be installed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleClient } from "./package/bundle-client.ts";
import { compileSandbox } from "./package/compile-sandbox.ts";
import { embedPageAssets } from "./package/embed-page-assets.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const DEPENDENCIES = Object.keys(readManifest("package.json").dependencies ?? {});

rmSync(DIST, { recursive: true, force: true });
const types = mkdtempSync(join(tmpdir(), "tratta-types-"));
try {
  for (const entry of ["src", "src/sandbox"]) {
    console.log(`${entry}: writing types`);
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", entry, "--outDir", types], { cwd: ROOT, stdio: "inherit" });
    for (const name of entry === "src" ? ["index", "webhooks"] : ["index"]) {
      copyDeclarations(`${entry}/${name}.d.ts`);
      // Node.js loads the same module for CommonJS code, so that an error has one class.
      writeFileSync(join(DIST, entry, `${name}.cjs`), `module.exports = require("./${name}.js");\n`);
    }
  }
} finally {
  rmSync(types, { recursive: true });
}
console.log("src: bundling");
await bundleClient(ROOT, join(DIST, "src"));
console.log("src/sandbox: bundling");
const bundled = await bundleSandbox();
writeFileSync(join(DIST, "src/sandbox/THIRD-PARTY-LICENSES.txt"), licensesOf(bundled));
console.log(`dist/ is built; the sandbox bundles ${bundled.length} packages.`);

/**
 * Copies the declarations that an entry point reaches; the others would only add weight, and name bundled packages.
 * TypeScript wants declarations of their own for code that compiles to CommonJS (TS1479).
 */
function copyDeclarations(path: string): void {
  if (existsSync(join(DIST, path))) return;
  const text = readFileSync(join(types, path), "utf8");
  mkdirSync(join(DIST, dirname(path)), { recursive: true });
  writeFileSync(join(DIST, path), text);
  writeFileSync(join(DIST, path.replace(/\.ts$/, ".cts")), text.replaceAll(/"(\.{1,2}\/[^"]+)\.[jt]s"/g, '"$1.cjs"'));
  // The imports in the examples of doc comments do not count.
  for (const [, specifier = ""] of text.matchAll(/^(?! *\*).*?(?:from|import\()\s*"(.+?)"/gm)) {
    if (specifier.startsWith(".")) {
      copyDeclarations(join(dirname(path), specifier.replace(/\.[jt]s$/, ".d.ts")));
    } else if (!DEPENDENCIES.includes(specifier)) {
      throw new Error(`${path} shows a type of ${specifier}, which users do not have. Declare the type in src/.`);
    }
  }
}

/** Returns the folders of the bundled packages. */
async function bundleSandbox(): Promise<string[]> {
  const { metafile } = await build({
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
    plugins: [embedPageAssets, await compileSandbox(ROOT)],
    // The bundled CommonJS packages require node's own modules.
    banner: {
      js: 'import { createRequire as createNodeRequire } from "node:module"; const require = createNodeRequire(import.meta.url);',
    },
  });
  const folders = Object.keys(metafile.inputs).flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [],
  );
  return [...new Set(folders)].toSorted();
}

function licensesOf(folders: readonly string[]): string {
  const texts = folders.map((folder) => {
    const { name, version, license } = readManifest(`${folder}/package.json`);
    const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file && readFileSync(join(ROOT, folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text ?? "(The package comes without a licence file.)"}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

interface Manifest {
  name: string;
  version: string;
  license: string;
  dependencies?: Record<string, string>;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}
