import type { Command } from "./command.ts";
import { forEachLine } from "./for-each-line.ts";

/** Prints what the sandbox holds. */
export const stateCommand: Command = {
  help: `tratta-sandbox state [--resource <name>]
  print the records as JSON, each in a line, of all resources or, for example, of charges; the option may be repeated
`,
  options: { resource: { type: "string", multiple: true } },
  async run({ positionals, values, call, print }) {
    if (positionals.length > 0) throw new TypeError("state takes no arguments but --resource <name>");
    const query = new URLSearchParams([values["resource"] ?? []].flat().map((name) => ["resource", String(name)]));
    // By line, since there may be millions.
    await forEachLine(await call({ method: "GET", path: `/state?${String(query)}` }), print);
  },
};

/** Returns the sandbox to its start. */
export const resetCommand: Command = {
  help: `tratta-sandbox reset
  return to the start: data, clock, faults, requests and deliveries of webhooks
`,
  options: {},
  async run({ positionals, call, print }) {
    if (positionals.length > 0) throw new TypeError("reset takes no arguments");
    await call({ method: "POST", path: "/reset" });
    print("the sandbox is as it was at its start");
  },
};
