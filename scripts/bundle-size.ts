/**
 * Bundles the main entry as an edge user would and checks each bundle against its budget (min + gzip, openapi-fetch
 * included). Bundling for the browser also fails on any Node built-in.
 */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUNDLES = [
  { imports: "{ isPaymentPlanEditable }", budget: 500 },
  { imports: "{ createTrattaClient }", budget: 6_000 },
  { imports: "*", budget: 8_400 },
];

/** Bytes of a bundle that uses these exports of the main entry, minified and gzipped. */
export async function bundleSize(imports: string): Promise<number> {
  const used = imports === "*" ? `export * from "./src/index.ts"` : `export ${imports} from "./src/index.ts"`;
  const { outputFiles } = await build({
    stdin: { contents: used, resolveDir: new URL("..", import.meta.url).pathname, loader: "ts" },
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

for (const { imports, budget } of BUNDLES) {
  const size = await bundleSize(imports);
  console.log(`${String(size).padStart(6)} of ${budget} bytes  import ${imports}`);
  if (size > budget) {
    console.error(`Over budget by ${size - budget} bytes.`);
    process.exitCode = 1;
  }
}
