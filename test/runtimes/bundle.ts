import { build, type BuildOptions, type Plugin } from "esbuild";

/**
 * Bundles a file for any runtime, against the package as it is installed in a folder.
 *
 * @throws {Error} where the package needs a module that only Node has, or is not made of ES modules
 */
export async function bundle(installed: string, options: BuildOptions): Promise<void> {
  const { metafile } = await build({
    bundle: true,
    minify: true,
    platform: "neutral",
    target: "es2022",
    format: "esm",
    ...options,
    // The project's own tsconfig.json leads to its sources.
    tsconfigRaw: "{}",
    metafile: true,
    logLevel: "silent",
    plugins: [resolveInstalled(installed)],
  });
  const others = Object.entries(metafile.inputs).filter(([, { format }]) => format !== undefined && format !== "esm");
  if (others.length > 0) throw new Error(`not ES modules: ${others.map(([path]) => path).join(", ")}`);
}

function resolveInstalled(installed: string): Plugin {
  return {
    name: "installed package",
    setup(setup) {
      setup.onResolve({ filter: /^tratta-client(\/|$)/ }, ({ path, kind, resolveDir }) =>
        resolveDir === installed ? undefined : setup.resolve(path, { kind, resolveDir: installed }),
      );
    },
  };
}
