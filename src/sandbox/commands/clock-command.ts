import type { Command } from "./command.ts";
import { parseDuration } from "./parse-duration.ts";

/** Shows and moves the time. */
export const clockCommand: Command = {
  help: `tratta-sandbox clock
  print the time in the sandbox
tratta-sandbox clock advance <duration>
  move it forward, by 500ms, 30s, 15m, 2h or 7d; what falls due meanwhile happens
tratta-sandbox clock set <date>
  move it to a date, a date-time or epoch milliseconds
tratta-sandbox clock next
  move it forward to when the next charge or attempt to deliver a webhook falls due
`,
  options: {},
  async run({ positionals, read, print }) {
    const body = readMove(positionals);
    const { now } = await read<{ now: number }>({
      method: body ? "POST" : "GET",
      path: "/clock",
      ...(body && { body }),
    });
    print(new Date(now).toISOString());
  },
};

function readMove([action, value, ...others]: readonly string[]): object | undefined {
  if (action === undefined) return undefined;
  if (others.length === 0) {
    if (action === "advance" && value !== undefined) return { advanceMs: parseDuration(value) };
    if (action === "set" && value !== undefined) return { set: /^\d+$/.test(value) ? Number(value) : value };
    if (action === "next" && value === undefined) return { next: true };
  }
  throw new TypeError("clock takes advance <duration>, set <date>, next, or nothing");
}
