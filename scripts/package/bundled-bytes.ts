import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/**
 * Bytes of a module when bundled for a browser or an edge runtime, minified and gzipped, with all that it imports.
 *
 * @param contents the module's text
 * @param folder from where its imports are resolved
 * @throws when it imports a Node built-in
 */
export async function bundledBytes(contents: string, folder: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}
