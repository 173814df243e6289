import type { RecordedRequest } from "../controls/request-log.ts";
import { PORTAL_PATH } from "../pages/portal.ts";
import type { Command, CommandContext } from "./command.ts";
import { forEachLine } from "./for-each-line.ts";

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
  const response = await call({ method: "GET", path: "/requests?follow=true", signal });
  try {
    // Empty lines keep the connection open.
    await forEachLine(response, (line) => print(describeRequest(JSON.parse(line))));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The request in a line, without query, body and portal session, which may be personal or secret. */
function describeRequest({ at, method, path, pathTemplate, status }: RecordedRequest): string {
  const shown = pathTemplate === PORTAL_PATH ? PORTAL_PATH : path;
  return `${new Date(at).toISOString()} ${method} ${shown} ${status ?? "no response"}`;
}
