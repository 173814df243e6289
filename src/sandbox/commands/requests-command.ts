import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { RecordedRequest } from "../controls/request-log.ts";
import { PORTAL_PATH } from "../pages/portal.ts";
import type { Command, CommandContext } from "./command.ts";

/** Prints the requests to the API. */
export const requestsCommand: Command = {
  help: `tratta-sandbox requests [--follow]
  print the requests received, oldest first; with --follow, further ones as well, until the sandbox or you stop it
`,
  options: { follow: { type: "boolean" } },
  async run(context) {
    const { positionals, values, read, print } = context;
    if (positionals.length > 0) throw new TypeError("requests takes no arguments but --follow");
    if (values["follow"] === true) return follow(context);
    const { requests } = await read<{ requests: RecordedRequest[] }>({ method: "GET", path: "/requests" });
    for (const request of requests) print(describeRequest(request));
  },
};

async function follow({ call, print, signal }: CommandContext): Promise<void> {
  const { body } = await call({ method: "GET", path: "/requests?follow=true", signal });
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same stream; the DOM's type differs from Node's
    const input = Readable.fromWeb(body as ReadableStream);
    for await (const line of createInterface({ input })) {
      // Empty lines keep the connection open.
      if (line !== "") print(describeRequest(JSON.parse(line)));
    }
  } catch (error) {
    if (signal.aborted) return;
    throw new Error("the connection to the sandbox was lost", { cause: error });
  }
}

/** The request in a line, without query, body and portal session, which may be personal or secret. */
function describeRequest({ at, method, path, pathTemplate, status }: RecordedRequest): string {
  const shown = pathTemplate === PORTAL_PATH ? PORTAL_PATH : path;
  return `${new Date(at).toISOString()} ${method} ${shown} ${status ?? "no response"}`;
}
