import { createTrattaClient, type TrattaClientOptions } from "tratta-client";
import type { JsonObject } from "../spec/json-value.ts";
import { closeSchemas } from "./close-schemas.ts";
import { createMask } from "./create-mask.ts";
import { createRound } from "./create-round.ts";
import { judgeOperations, type JudgedOperation } from "./judge-operations.ts";
import { readRound } from "./read-round.ts";
import { MAX_RESPONSE_BYTES, recordTraffic, type ProbedCall, type Recorder } from "./record-traffic.ts";
import { runDrift } from "./run-drift.ts";

/** What to probe. */
export interface ProbeTarget extends Pick<
  TrattaClientOptions,
  "token" | "orgUuid" | "environment" | "baseUrl" | "timeoutMs"
> {
  /** For the report, as in "the vendor's sandbox environment". */
  readonly name: string;
  /** @default globalThis.fetch */
  readonly send?: Recorder["fetch"];
}

export interface ProbeReport {
  readonly target: string;
  /** 0 when everything that was called is as documented, 2 after a contradiction, 3 when calls failed. */
  readonly exitCode: 0 | 2 | 3;
  readonly calls: readonly ProbedCall[];
  readonly operations: readonly JudgedOperation[];
}

/**
 * Compares an API with a document by a round of calls.
 *
 * @param write whether resources are created, too; refused for production, before anything is sent
 */
export async function runProbe(target: ProbeTarget, document: JsonObject, write = false): Promise<ProbeReport> {
  if (write && target.environment === "production") {
    throw new Error("--write creates records, so it is refused for production. Leave out --write or --environment.");
  }
  const { name, send = fetch, ...options } = target;
  const recorder = recordTraffic(createMask(document, typeof target.token === "string" ? [target.token] : []), send);
  const client = createTrattaClient({
    timeoutMs: 10_000,
    ...options,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    retry: { maxRetries: 1 },
    fetch: recorder.fetch,
  });
  await readRound(client, document, recorder);
  if (write) await createRound(client, recorder);
  const har = await recorder.toHar();
  // Drift refuses an empty recording, and the calls say why there was no response.
  const drift = har ? await runDrift(har, closeSchemas(document)) : { problems: [], operations: [] };
  const operations = judgeOperations(document, recorder.calls, drift);
  return { target: name, exitCode: exitCodeOf(operations), calls: recorder.calls, operations };
}

function exitCodeOf(operations: readonly JudgedOperation[]): ProbeReport["exitCode"] {
  const verdicts = operations.flatMap(({ path, request, response, errorResponse }) => [
    path,
    ...[request, response, errorResponse].map(({ verdict }) => verdict),
  ]);
  if (verdicts.includes("contradicted")) return 2;
  return operations.some(({ failures }) => failures.length > 0) ? 3 : 0;
}
