import { type Logger, stdSerializers } from "pino";
import { createTrattaClient, isTrattaError, type TrattaClient, type TrattaClientOptions } from "tratta-client";

/** Logs each attempt as an object: an error when its outcome stays unknown, a warning when it is followed by another. */
export function clientWithPino(logger: Logger, options: TrattaClientOptions): TrattaClient {
  return createTrattaClient({
    ...options,
    onAttempt: (attempt) => {
      const level = attempt.retryInMs !== undefined ? "warn" : attempt.outcome === "unknown" ? "error" : "info";
      logger[level](attempt, "Tratta API");
    },
  });
}

/** For `pino({ serializers: { err: serializeError } })`: leaves out the cause, which is what `fetch` threw. */
export function serializeError(error: Error): object {
  return isTrattaError(error) ? { ...error.toJSON(), stack: error.stack } : stdSerializers.err(error);
}
