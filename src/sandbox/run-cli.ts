import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { createSandbox, type Sandbox } from "./create-sandbox.ts";
import type { Dialect } from "./domain/store.ts";
import type { SandboxListener } from "./http/http-server.ts";
import { PORTAL_PATH } from "./pages/portal.ts";
import { COMMANDS_HELP, isCommand, runCommand } from "./commands/run-command.ts";

const HELP = `tratta-sandbox: a local, in-memory stand-in for the Tratta API.

Usage: tratta-sandbox [options]
       tratta-sandbox <command> [--url <address>] [--token <token>]

Options of a new sandbox:

  --port <number>        port to listen on, 0 for any free one (default 4010)
  --host <address>       where to listen; beyond this machine only with a --token of your own (default 127.0.0.1)
  --allowed-hosts <list> names in the Host header to answer for besides those of this machine, such as
                         sandbox.test,sandbox.test:8080; others get 403 (default none)
  --allowed-origins <list>  origins whose web pages may call it, such as http://localhost:3000; others get 403
                         (default none)
  --dialect <name>       vendor: responses as the vendor documents them, or source: as in the source spec (default vendor)
  --seed <number>        seed of the made-up data (default 1)
  --customers <number>   number of customers at the start (default 25)
  --rate-limit <number>  requests per minute before it responds with 429 (default: no limit)
  --strict               respond with 422 to fields and query parameters that are not documented, instead of a warning
  --token <token>        bearer token that it accepts (default sandbox-token)
  --version              print the version
  --help                 print this help

Commands for a running sandbox, by default the one at http://127.0.0.1:4010 with the token sandbox-token:

${COMMANDS_HELP.replaceAll(/^(?=.)/gm, "  ")}`;

/** A wrong option, or a port or host that cannot be used; the message is for the user, in one line. */
export class UsageError extends Error {}

/** Runs the command line of the sandbox; `print` receives its output, and `signal` ends a command for a running sandbox.
 * Returns what listens, whose `close` ends everything that is under way, or undefined after `--help`, `--version` and such a
 * command.
 * @throws UsageError, and Error with a message for the user when a command failed */
export async function runCli(
  args: string[],
  print: (text: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<SandboxListener | undefined> {
  if (isCommand(args[0])) {
    await runCommand(args, { print, signal }).catch((error: unknown) => {
      throw error instanceof TypeError ? usageErrorOf(error) : error;
    });
    return undefined;
  }
  const values = asUsageError(() => readArgs(args));
  if (values.help || values.version) {
    print(values.help ? HELP : readVersion());
    return undefined;
  }

  const port = asUsageError(() => readNumber("--port", values.port));
  const sandbox = asUsageError(() => createSandboxOf(values, print));
  const { url } = await listen(sandbox, port, values.host);
  print(`Tratta sandbox, version ${readVersion()}

  base URL  ${url}/api/v1
  token     ${sandbox.token}
  console   ${consoleAddress(url, sandbox.token)}
  try       curl -H 'Authorization: Bearer ${sandbox.token}' '${url}/api/v1/customers?limit=2'

Press Ctrl+C to stop. Requests:
`);
  return { url, close: sandbox.close };
}

/** The address that opens the console signed in. What comes after # reaches no server and no log. */
function consoleAddress(url: string, token: string): string {
  return `${url}/#token=${encodeURIComponent(token)}`;
}

interface Arguments {
  port: string;
  host: string;
  "allowed-hosts"?: string[];
  "allowed-origins"?: string[];
  dialect?: string;
  seed?: string;
  customers?: string;
  "rate-limit"?: string;
  strict?: boolean;
  token?: string;
  version?: boolean;
  help?: boolean;
}

function readArgs(args: string[]): Arguments {
  return parseArgs({
    args,
    options: {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      "allowed-hosts": { type: "string", multiple: true },
      "allowed-origins": { type: "string", multiple: true },
      dialect: { type: "string" },
      seed: { type: "string" },
      customers: { type: "string" },
      "rate-limit": { type: "string" },
      strict: { type: "boolean" },
      token: { type: "string" },
      version: { type: "boolean" },
      help: { type: "boolean" },
    },
  }).values;
}

function createSandboxOf(values: Arguments, print: (text: string) => void): Sandbox {
  return createSandbox({
    allowedHosts: readList(values["allowed-hosts"]),
    allowedOrigins: readList(values["allowed-origins"]),
    ...(values.dialect === undefined ? {} : { dialect: readDialect(values.dialect) }),
    ...(values.seed === undefined ? {} : { seed: readNumber("--seed", values.seed) }),
    ...(values.customers === undefined ? {} : { customers: readNumber("--customers", values.customers) }),
    ...(values["rate-limit"] === undefined ? {} : { rateLimit: readNumber("--rate-limit", values["rate-limit"]) }),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(values.strict === undefined ? {} : { strict: values.strict }),
    // For `requests`; each may have a body of 5 MB.
    recordRequests: 1_000,
    // Without query, body and portal session, which may be personal or secret.
    onRequest: ({ method, path, pathTemplate, status, warnings }) => {
      print(`${method} ${pathTemplate === PORTAL_PATH ? PORTAL_PATH : path} ${status ?? "no response"}`);
      for (const warning of warnings) print(`  warning: ${warning}`);
    },
  });
}

const REFUSALS: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port) => `port ${port} is in use; choose another one with --port, or 0 for any free one`,
  EACCES: (port) => `port ${port} needs more rights; choose one from 1024 with --port, or 0 for any free one`,
  EADDRNOTAVAIL: (_, host) => `${host} is no address of this machine; choose another one with --host`,
  ENOTFOUND: (_, host) => `${host} is no address of this machine; choose another one with --host`,
};

async function listen(sandbox: Sandbox, port: number, host: string): Promise<SandboxListener> {
  try {
    return await sandbox.listen(port, host);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const refusal = "code" in error ? REFUSALS[String(error.code)]?.(port, host) : undefined;
    if (refusal === undefined && "code" in error) throw error;
    throw new UsageError(refusal ?? error.message, { cause: error });
  }
}

/** Reports what the check of an option throws as the user's mistake. */
function asUsageError<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    throw error instanceof Error ? usageErrorOf(error) : error;
  }
}

function usageErrorOf(error: Error): UsageError {
  // The parser explains some mistakes in several lines.
  return new UsageError(error.message.replace(/\s*\n\s*/g, " "), { cause: error });
}

/** Reads an option that may be given more than once, or have several values with commas between them. */
function readList(texts: readonly string[] = []): string[] {
  return texts.flatMap((text) => text.split(",").map((part) => part.trim()));
}

function readDialect(text: string): Dialect {
  if (text !== "vendor" && text !== "source") throw new TypeError("--dialect must be vendor or source");
  return text;
}

function readNumber(option: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new TypeError(`${option} must be a whole number`);
  return Number(text);
}

function readVersion(): string {
  const packageJson: { version: string } = createRequire(import.meta.url)("tratta-client/package.json");
  return packageJson.version;
}
