import type { Command } from "./command.ts";

/** Prints what the sandbox holds. */
export const stateCommand: Command = {
  help: `tratta-sandbox state [--resource <name>]
  print the records as JSON, of all resources or, for example, of charges; the option may be repeated
`,
  options: { resource: { type: "string", multiple: true } },
  async run({ positionals, values, read, print }) {
    if (positionals.length > 0) throw new TypeError("state takes no arguments but --resource <name>");
    const query = new URLSearchParams([values["resource"] ?? []].flat().map((name) => ["resource", String(name)]));
    const state = await read<object>({ method: "GET", path: `/state?${String(query)}` });
    print(JSON.stringify(state, undefined, 2));
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
