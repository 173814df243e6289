import { parseArgs } from "node:util";
import { clockCommand } from "./clock-command.ts";
import type { Command } from "./command.ts";
import { callControl, readControl } from "./control-client.ts";
import { customersCommand } from "./customers-command.ts";
import { faultsCommand } from "./faults-command.ts";
import { refundCommand } from "./refund-command.ts";
import { requestsCommand } from "./requests-command.ts";
import { resetCommand, stateCommand } from "./state-commands.ts";
import { triggerCommand } from "./trigger-command.ts";

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ["clock", clockCommand],
  ["trigger", triggerCommand],
  ["refund", refundCommand],
  ["faults", faultsCommand],
  ["requests", requestsCommand],
  ["customers", customersCommand],
  ["state", stateCommand],
  ["reset", resetCommand],
]);

const TARGET_HELP = `
  --url <address>        address of the sandbox (default http://127.0.0.1:4010)
  --token <token>        its token (default sandbox-token)
  --help                 print this help
`;

/** What the commands do, for the help of the whole. */
export const COMMANDS_HELP: string = [...COMMANDS.values()].map(({ help }) => help).join("\n");

/** Whether there is a command of this name. */
export function isCommand(name: string | undefined): name is string {
  return name !== undefined && COMMANDS.has(name);
}

/** Runs a command that controls a running sandbox; `signal` ends it.
 * @throws TypeError for wrong arguments, Error for what else goes wrong; both with a message for the user */
export async function runCommand(
  [name = "", ...args]: readonly string[],
  { print, signal }: { print: (text: string) => void; signal: AbortSignal },
): Promise<void> {
  const command = COMMANDS.get(name);
  if (command === undefined) throw new TypeError(`there is no command ${name}`);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...command.options,
      url: { type: "string", default: "http://127.0.0.1:4010" },
      token: { type: "string", default: "sandbox-token" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    print(`${command.help}${TARGET_HELP}`);
    return;
  }
  const { url, token } = values;
  const target = { url, token };
  await command.run({
    positionals,
    values,
    call: (call) => callControl(target, call),
    read: (call) => readControl(target, call),
    print,
    signal,
  });
}
