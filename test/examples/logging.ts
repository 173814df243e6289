import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";

/** Logs each attempt by path template: no id, token or body ever gets into the log. */
export function clientWithLog(log: (line: string) => void, options: TrattaClientOptions): TrattaClient {
  return createTrattaClient({
    ...options,
    onAttempt: ({ method, path, attempt, durationMs, status, code, outcome, retryInMs }) => {
      const ending = [code ?? status ?? "aborted", outcome].filter(Boolean).join(", ");
      const next = retryInMs === undefined ? "" : `, next in ${Math.round(retryInMs)} ms`;
      log(`${method} ${path} attempt ${attempt}: ${ending} after ${Math.round(durationMs)} ms${next}`);
    },
  });
}
