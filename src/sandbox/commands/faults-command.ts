import type { QueuedFault } from "../controls/faults.ts";
import { textOf, type Command, type CommandContext, type CommandValues } from "./command.ts";
import { parseDuration } from "./parse-duration.ts";

/** Lists, adds and removes faults. */
export const faultsCommand: Command = {
  help: `tratta-sandbox faults [list]
  list the faults, and how often each has fired
tratta-sandbox faults add <kind>
  make the next requests fail; the kind is status, html, invalid_json, empty, reset, truncate, delay or redirect
  --method <method>      only requests with this method
  --path <path>          only requests with this path, such as /charges/{id} or /charges/42
  --times <number>       how many requests (default 1)
  --commit               the operation runs, and its response is lost
  --status <number>      of status, html, invalid_json, empty and redirect
  --header <text>        of status, such as 'Retry-After: 5'; may be repeated
  --body <text>          of status; JSON or any other text
  --location <url>       of redirect
  --ms <duration>        of delay: before the headers
  --body-ms <duration>   of delay: between the headers and the body
tratta-sandbox faults clear
  remove all faults
`,
  options: {
    method: { type: "string" },
    path: { type: "string" },
    times: { type: "string" },
    commit: { type: "boolean" },
    status: { type: "string" },
    header: { type: "string", multiple: true },
    body: { type: "string" },
    location: { type: "string" },
    ms: { type: "string" },
    "body-ms": { type: "string" },
  },
  async run(context) {
    const { positionals, values } = context;
    const [action = "list", kind, ...others] = positionals;
    if (action === "add" && kind !== undefined && others.length === 0) return add(context, kind);
    if (kind !== undefined || (action !== "list" && action !== "clear")) {
      throw new TypeError("faults takes list, add <kind>, clear, or nothing");
    }
    const option = Object.keys(faultsCommand.options).find((name) => values[name] !== undefined);
    if (option !== undefined) throw new TypeError(`--${option} goes with faults add`);
    return action === "list" ? list(context) : clear(context);
  },
};

async function list({ read, print }: CommandContext): Promise<void> {
  const { faults } = await read<{ faults: QueuedFault[] }>({ method: "GET", path: "/faults" });
  for (const each of faults) print(describe(each));
  if (faults.length === 0) print("no faults");
}

async function add({ read, print, values }: CommandContext, kind: string): Promise<void> {
  const body = { fault: readFault(kind, values), match: readMatch(values) };
  print(describe(await read({ method: "POST", path: "/faults", body })));
}

async function clear({ call, print }: CommandContext): Promise<void> {
  await call({ method: "DELETE", path: "/faults" });
  print("no faults");
}

function describe({ fault, match, fired, left }: QueuedFault): string {
  const { kind, ...details } = fault;
  const fields = Object.entries(details).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const requests = `${match.method ?? "any method"} ${match.path ?? "any path"}`;
  return `${[kind, ...fields].join(" ")}, on ${requests}: fired ${fired}, left ${left}`;
}

function readFault(kind: string, values: CommandValues): object {
  const [ms, bodyMs] = [textOf(values, "ms"), textOf(values, "body-ms")];
  const headers = [values["header"] ?? []].flat().map((header) => readHeader(String(header)));
  return defined({
    kind,
    commit: values["commit"],
    status: readNumber(values, "status"),
    headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
    body: readBody(textOf(values, "body")),
    location: textOf(values, "location"),
    ms: ms === undefined ? undefined : parseDuration(ms),
    bodyMs: bodyMs === undefined ? undefined : parseDuration(bodyMs),
  });
}

function readMatch(values: CommandValues): object {
  const [method, path] = [textOf(values, "method"), textOf(values, "path")];
  return defined({ method, path, times: readNumber(values, "times") });
}

function defined(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function readNumber(values: CommandValues, name: string): number | undefined {
  const text = textOf(values, name);
  if (text !== undefined && !/^\d+$/.test(text)) throw new TypeError(`--${name} must be a whole number`);
  return text === undefined ? undefined : Number(text);
}

function readHeader(text: string): [name: string, value: string] {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new TypeError("--header must be such as 'Retry-After: 5'");
  return [name, value];
}

/** An object or a list is sent as JSON, anything else as it is. */
function readBody(text: string | undefined): unknown {
  if (text === undefined || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
