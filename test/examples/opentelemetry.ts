import { context, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { createTrattaClient, type TrattaClient, type TrattaClientOptions } from "tratta-client";

/** Records a span for each attempt, below the span in whose context the call was made. */
export function clientWithSpans(tracer: Tracer, options: TrattaClientOptions): TrattaClient {
  return createTrattaClient({
    ...options,
    onAttempt: ({ method, path, attempt, startedAt, durationMs, status, code, outcome, requestId }) => {
      const attributes = {
        "http.request.method": method,
        "url.template": path,
        "http.request.resend_count": attempt > 1 ? attempt - 1 : undefined,
        "http.response.status_code": status,
        "tratta.outcome": outcome,
        "tratta.request_id": requestId,
        "error.type": outcome && (code ?? String(status ?? "aborted")),
      };
      const start = { kind: SpanKind.CLIENT, startTime: startedAt, attributes };
      const span = tracer.startSpan(`${method} ${path}`, start, context.active());
      if (outcome) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startedAt + durationMs);
    },
  });
}
