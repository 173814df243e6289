#!/usr/bin/env node
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { createSandbox, type Sandbox } from "./create-sandbox.ts";
import type { SandboxListener } from "./http/http-server.ts";
import { PORTAL_PATH } from "./pages/portal.ts";
import type { RecordedRequest } from "./controls/request-log.ts";

const HELP = `tratta-sandbox: a local, in-memory stand-in for the Tratta API.

Usage: tratta-sandbox [options]

  --port <number>        port on 127.0.0.1, 0 for any free one (default 4010)
  --seed <number>        seed of the made-up data (default 1)
  --customers <number>   number of customers at the start (default 25)
  --rate-limit <number>  requests per minute before it responds with 429 (default: no limit)
  --token <token>        bearer token that it accepts (default sandbox-token)
  --version              print the version
  --help                 print this help
`;

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(`tratta-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "4010" },
      seed: { type: "string" },
      customers: { type: "string" },
      "rate-limit": { type: "string" },
      token: { type: "string" },
      version: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help || values.version) {
    console.log(values.help ? HELP : readVersion());
    return;
  }

  const sandbox = createSandbox({
    ...(values.seed === undefined ? {} : { seed: readNumber("--seed", values.seed) }),
    ...(values.customers === undefined ? {} : { customers: readNumber("--customers", values.customers) }),
    ...(values["rate-limit"] === undefined ? {} : { rateLimit: readNumber("--rate-limit", values["rate-limit"]) }),
    ...(values.token === undefined ? {} : { token: values.token }),
    recordRequests: 0,
    onRequest: printRequest,
  });
  const listener = await listen(sandbox, readNumber("--port", values.port));
  console.log(`Tratta sandbox, version ${readVersion()}

  base URL  ${listener.url}/api/v1
  token     ${sandbox.token}
  try       curl -H 'Authorization: Bearer ${sandbox.token}' '${listener.url}/api/v1/customers?limit=2'

Press Ctrl+C to stop. Requests:
`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void listener.close());
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

/** Prints a request without its query, body and portal session, which may be personal or secret. */
function printRequest({ method, path, pathTemplate, status }: RecordedRequest): void {
  console.log(`${method} ${pathTemplate === PORTAL_PATH ? PORTAL_PATH : path} ${status ?? "no response"}`);
}

function readNumber(option: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new TypeError(`${option} must be a whole number`);
  return Number(text);
}

function readVersion(): string {
  const packageJson: { version: string } = createRequire(import.meta.url)("tratta-client/package.json");
  return packageJson.version;
}
