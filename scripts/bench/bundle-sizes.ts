import { bundledBytes } from "../package/bundled-bytes.ts";
import type { BenchContext } from "./bench-context.ts";
import { PEER_NAMES } from "./peers.ts";
import { rowsOf, type Table } from "./table.ts";

const GOAL_KB = 5;

/** Size of each client bundled for an edge runtime, minified and gzipped. */
export async function bundleSizes({ project, peers }: BenchContext): Promise<Table> {
  const kilobytes = async (exports: string, folder: string): Promise<number> =>
    (await bundledBytes(`export ${exports}`, folder)) / 1_000;
  const [alone, everything] = ["tratta-client, createTrattaClient alone", "tratta-client, everything"];
  const sizes: Record<string, number> = {
    "openapi-fetch": await kilobytes('{ default } from "openapi-fetch"', project),
    [alone]: await kilobytes('{ createTrattaClient } from "tratta-client"', project),
    [everything]: await kilobytes('* from "tratta-client"', project),
  };
  for (const name of PEER_NAMES) {
    const client = name === "@octokit/core" ? "Octokit" : "default";
    if (peers) sizes[name] = await kilobytes(`{ ${client} } from "${name}"`, peers);
  }
  const target = [`<= ${GOAL_KB} kB`, (kb: number) => kb <= GOAL_KB] as const;
  const rows = rowsOf("kB", sizes, { [alone]: target, [everything]: target });
  return { title: "Bundle, min + gzip, relative to openapi-fetch", rows };
}
