import { textResponse } from "../http/responses.ts";
import type { State } from "./read-state.ts";

const PART_LENGTH = 1_000_000;

/**
 * Makes a response with the state as JSON, with a line for each record. A long one is sent in parts, so that it needs no memory to
 * speak of, and breaks off when the sandbox changes meanwhile: its parts would not fit together.
 */
export function stateResponse(state: State): Response {
  const parts = inParts(write(state));
  const first = parts.next();
  const second = parts.next();
  if (second.done) return textResponse(200, first.done ? "" : first.value, {}, "application/json");
  const encoder = new TextEncoder();
  const ready = [first, second];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const part = ready.shift() ?? parts.next();
        if (part.done) controller.close();
        else if (state.hasChanged()) controller.error(new Error("The sandbox has changed while its state was read."));
        else controller.enqueue(encoder.encode(part.value));
      },
      cancel: () => void parts.return(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "Content-Type": "application/json" } });
}

/** Joins texts to parts of some length. */
function* inParts(texts: Iterable<string>): Generator<string, void> {
  let part = "";
  for (const text of texts) {
    part += text;
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = "";
  }
  yield part;
}

function* write({ readRecords, hasChanged: _hasChanged, ...head }: State): Generator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const resource of Object.keys(head.totals)) {
    yield `,\n"${resource}":[`;
    let separator = "";
    for (const record of readRecords(resource)) {
      yield separator + JSON.stringify(record);
      separator = ",\n";
    }
    yield "]";
  }
  yield "}\n";
}
