import { bundledBytes } from "../package/bundled-bytes.ts";
import type { BenchContext, Measurement, Result } from "./measurement.ts";
import { PEER_NAMES } from "./peers.ts";

const GOAL_BYTES = 5_000;

/** Size of each client bundled for an edge runtime, minified and gzipped. */
export async function bundleSizes({ project, peers, peersNote, tell }: BenchContext): Promise<Measurement> {
  tell("Bundle sizes");
  const reference = await bundledBytes(`export { default } from "openapi-fetch"`, project);
  const row = (subject: string, bytes: number): Result => ({
    subject,
    value: bytes / 1_000,
    unit: "kB",
    ratio: bytes / reference,
  });
  const ownRow = async (subject: string, exports: string): Promise<Result> => {
    const bytes = await bundledBytes(`export ${exports} from "tratta-client"`, project);
    return { ...row(subject, bytes), goal: `<= ${GOAL_BYTES / 1_000} kB`, reached: bytes <= GOAL_BYTES };
  };
  const results = [
    row("openapi-fetch", reference),
    await ownRow("tratta-client, createTrattaClient alone", "{ createTrattaClient }"),
    await ownRow("tratta-client, everything", "*"),
  ];
  for (const name of PEER_NAMES) {
    const exports = name === "@octokit/core" ? "{ Octokit }" : "{ default }";
    results.push(
      peers === undefined
        ? { subject: name, value: undefined, unit: "kB", note: peersNote }
        : row(name, await bundledBytes(`export ${exports} from "${name}"`, peers)),
    );
  }
  return { title: "Bundle, min + gzip, relative to openapi-fetch", results };
}
