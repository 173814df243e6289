import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { createSandbox, type Sandbox } from "./create-sandbox.ts";
import type { Dialect } from "./domain/store.ts";
import type { SandboxListener } from "./http/http-server.ts";
import { PORTAL_PATH } from "./pages/portal.ts";
import { runTriggerCommand } from "./trigger-command.ts";

const HELP = `tratta-sandbox: a local, in-memory stand-in for the Tratta API.

Usage: tratta-sandbox [options]
       tratta-sandbox trigger <event> [--payload <json>] [--url <address>] [--token <token>]

trigger lets the running sandbox send an event, such as charge.failed, to the webhooks registered for it; by default to the
one at http://127.0.0.1:4010, with the newest resource of that kind. Options of a new sandbox:

  --port <number>        port on 127.0.0.1, 0 for any free one (default 4010)
  --dialect <name>       vendor: responses as the vendor documents them, or source: as in the source spec (default vendor)
  --seed <number>        seed of the made-up data (default 1)
  --customers <number>   number of customers at the start (default 25)
  --rate-limit <number>  requests per minute before it responds with 429 (default: no limit)
  --token <token>        bearer token that it accepts (default sandbox-token)
  --version              print the version
  --help                 print this help
`;

/** Runs the command line of the sandbox; `print` receives its output. Returns the listener, or undefined after `--help`,
 * `--version` and `trigger`.
 * @throws Error with a message for the user when an option is wrong or the port cannot be used */
export async function runCli(args: string[], print: (text: string) => void): Promise<SandboxListener | undefined> {
  if (args[0] === "trigger") {
    await runTriggerCommand(args.slice(1), print);
    return undefined;
  }
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "4010" },
      dialect: { type: "string" },
      seed: { type: "string" },
      customers: { type: "string" },
      "rate-limit": { type: "string" },
      token: { type: "string" },
      version: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help || values.version) {
    print(values.help ? HELP : readVersion());
    return undefined;
  }

  const sandbox = createSandbox({
    ...(values.dialect === undefined ? {} : { dialect: readDialect(values.dialect) }),
    ...(values.seed === undefined ? {} : { seed: readNumber("--seed", values.seed) }),
    ...(values.customers === undefined ? {} : { customers: readNumber("--customers", values.customers) }),
    ...(values["rate-limit"] === undefined ? {} : { rateLimit: readNumber("--rate-limit", values["rate-limit"]) }),
    ...(values.token === undefined ? {} : { token: values.token }),
    recordRequests: 0,
    // Without query, body and portal session, which may be personal or secret.
    onRequest: ({ method, path, pathTemplate, status }) => {
      print(`${method} ${pathTemplate === PORTAL_PATH ? PORTAL_PATH : path} ${status ?? "no response"}`);
    },
  });
  const listener = await listen(sandbox, readNumber("--port", values.port));
  print(`Tratta sandbox, version ${readVersion()}

  base URL  ${listener.url}/api/v1
  token     ${sandbox.token}
  try       curl -H 'Authorization: Bearer ${sandbox.token}' '${listener.url}/api/v1/customers?limit=2'

Press Ctrl+C to stop. Requests:
`);
  return { url: listener.url, close: sandbox.close };
}

async function listen(sandbox: Sandbox, port: number): Promise<SandboxListener> {
  try {
    return await sandbox.listen(port);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new Error(`port ${port} is in use; choose another one with --port, or 0 for any free one`, {
        cause: error,
      });
    }
    throw error;
  }
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
