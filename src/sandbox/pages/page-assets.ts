import { fileURLToPath } from "node:url";

/** The files that the pages load, by their names. */
export type PageAssets = Readonly<Record<"style.css" | "console.js", string>>;

/**
 * Bundles what the pages load. The build of the package puts the result in place of this module, so that the published
 * sandbox needs no esbuild.
 */
export async function loadPageAssets(): Promise<PageAssets> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    entryPoints: ["style.css", "browser/console.ts"],
    outdir: ".",
    entryNames: "[name]",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox128", "safari17.5"],
    logLevel: "silent",
  });
  const textOf = (name: string): string => outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.text ?? "";
  return { "style.css": textOf("style.css"), "console.js": textOf("console.js") };
}
