#!/usr/bin/env node
import { once } from "node:events";
import { runCli, UsageError } from "./run-cli.ts";

// Before anything else: as the first process of a container, Node ignores signals that nobody handles.
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
const stopped = once(stop.signal, "abort");

try {
  const listener = await runCli(process.argv.slice(2), console.log, stop.signal);
  if (listener) {
    await stopped;
    await listener.close();
  }
} catch (error) {
  console.error(`tratta-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
