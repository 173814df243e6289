#!/usr/bin/env node
import { runCli, UsageError } from "./run-cli.ts";

// Before anything else: as the first process of a container, Node ignores signals that nobody handles.
let stop: () => void;
const stopped = new Promise<void>((resolve) => (stop = resolve));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop());

try {
  const listener = await runCli(process.argv.slice(2), console.log);
  if (listener) {
    await stopped;
    await listener.close();
  }
} catch (error) {
  console.error(`tratta-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
