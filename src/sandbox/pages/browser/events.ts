import type { SandboxEvent } from "../../control-api/follow-events.ts";
import { WrongToken, type Control } from "./control.ts";

const RETRY_MS = 1_000;

interface EventHandlers {
  /** A connection begins; the requests so far come anew. */
  readonly begin: () => void;
  readonly receive: (events: readonly SandboxEvent[]) => void;
  readonly lost: () => void;
  readonly refused: () => void;
}

/** Follows the sandbox, and connects again when it has ended or is gone, until the token is refused or `signal` is aborted. */
export async function followSandbox(control: Control, handlers: EventHandlers, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const stream = await control.open("/events", signal);
      handlers.begin();
      await readLines(stream, (lines) => handlers.receive(lines.map((line) => JSON.parse(line))));
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof WrongToken) {
        handlers.refused();
        return;
      }
    }
    handlers.lost();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function readLines(stream: ReadableStream<Uint8Array>, receive: (lines: string[]) => void): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + decoder.decode(part.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    // Empty lines keep the connection open.
    receive(lines.filter((line) => line !== ""));
  }
}
