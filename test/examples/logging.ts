import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";

/** Logs each answer and each retry by path template: no id, token or body ever gets into the log. */
export function clientWithLog(log: (line: string) => void, options: TrattaClientOptions): TrattaClient {
  const client = createTrattaClient({
    ...options,
    onRetry: ({ method, path, attempts, delayMs, reason }) =>
      log(`${method} ${path} attempt ${attempts} failed (${reason}), next in ${Math.round(delayMs)} ms`),
  });
  client.use({
    // In braces: what a hook returns would take the answer's place.
    onResponse: ({ request, schemaPath, response }) => {
      log(`${request.method} ${schemaPath} ${response.status}`);
    },
    onError: ({ request, schemaPath, error }) => {
      log(`${request.method} ${schemaPath} ${String(error)}`);
    },
  });
  return client;
}
