#!/usr/bin/env node
import { runCli } from "./run-cli.ts";

try {
  const listener = await runCli(process.argv.slice(2), console.log);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void listener?.close());
} catch (error) {
  console.error(`tratta-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
