import { setTimeout } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import { htmlResponse, jsonResponse, textResponse, toFetchResponse } from "../http/responses.ts";

/** Applies a fault to a request. `respond` runs the operation; `signal` ends delays.
 * @throws ConnectionLost for a reset, and the signal's reason once it is aborted */
export async function applyFault(fault: Fault, respond: () => Response, signal: AbortSignal): Promise<Response> {
  if (fault.kind === "truncate") return truncate(respond());
  if (fault.kind === "delay") {
    const response = respond();
    await wait(fault.ms ?? 0, signal);
    return fault.bodyMs === undefined ? response : delayBody(response, fault.bodyMs, signal);
  }
  if (fault.commit) respond();
  if (fault.kind === "reset") throw new ConnectionLost("fetch failed");
  return faultyResponse(fault);
}

function faultyResponse(fault: Exclude<Fault, { kind: "truncate" | "delay" | "reset" }>): Response {
  if (fault.kind === "status") {
    const { status, headers = {}, body = { error: "Injected fault.", errorCode: "injected_fault" } } = fault;
    if (typeof body === "object") return jsonResponse(status, body, headers);
    return textResponse(status, body, headers);
  }
  if (fault.kind === "redirect") return textResponse(fault.status, "", { Location: fault.location });
  const { kind, status = 200 } = fault;
  if (kind === "html") return htmlResponse(status, "Injected fault", "<p>This page stands in for JSON.</p>");
  if (kind === "invalid_json") return textResponse(status, '{"data": {"id": "', {}, "application/json");
  return jsonResponse(status);
}

/** The error that fetch in Node reports for a lost connection. */
export class ConnectionLost extends TypeError {
  constructor(message: string) {
    super(message, { cause: Object.assign(new Error("The sandbox closed the connection."), { code: "ECONNRESET" }) });
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    // The timer rejects with its own error; callers of fetch expect the reason of their signal.
    signal.throwIfAborted();
    throw error;
  }
}

async function delayBody(response: Response, ms: number, signal: AbortSignal): Promise<Response> {
  const bytes = new Uint8Array(await toFetchResponse(response).arrayBuffer());
  const cancelled = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await wait(ms, AbortSignal.any([signal, cancelled.signal]));
      controller.enqueue(bytes);
      controller.close();
    },
    cancel: () => cancelled.abort(),
  });
  return new Response(body, response);
}

async function truncate(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await toFetchResponse(response).arrayBuffer());
  let sent = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent || bytes.length === 0) return controller.error(new ConnectionLost("terminated"));
        sent = true;
        controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
      },
    },
    // Without a queue, since an error discards the chunks that are still in it.
    { highWaterMark: 0 },
  );
  const truncated = new Response(body, response);
  if (bytes.length === 0) truncated.headers.set("Content-Length", "1");
  return truncated;
}
