import type { ParseArgsConfig } from "node:util";
import type { ControlCall } from "./control-client.ts";

/** What the options of a command line are, by name. */
export type CommandValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** What a command works with. */
export interface CommandContext {
  readonly positionals: readonly string[];
  readonly values: CommandValues;
  /** Calls the sandbox that `--url` and `--token` name; see `callControl`. */
  readonly call: (call: ControlCall) => Promise<Response>;
  /** Calls it and returns the JSON of the response; see `readControl`. */
  readonly read: <Result>(call: ControlCall) => Promise<Result>;
  readonly print: (text: string) => void;
  /** Aborted when the user ends the command. */
  readonly signal: AbortSignal;
}

/** A command that controls a running sandbox. */
export interface Command {
  /** What comes after `tratta-sandbox`, and what it does: for `--help`. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** @throws TypeError for wrong arguments, Error for what else goes wrong; both with a message for the user, in one line */
  readonly run: (context: CommandContext) => Promise<void>;
}

/** Returns an option that is a text, or undefined when it was not given. */
export function textOf(values: CommandValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}
