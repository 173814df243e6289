import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generate } from "./generate/generate.ts";

const USAGE = `Usage: npm run generate [-- <options>]

Applies openapi/overlays/*.yaml to openapi/tratta.yaml and writes the patched spec and the types
to generated/. Writes nothing unless every check passes.

Options:
  --check       write nothing; exit with 1 and print a diff if generated/ is out of date
  --root <dir>  project to work on (default: this one)
  --help        show this text

Exit code: 0 when generated/ is up to date, 1 otherwise.`;

try {
  const { help, ...options } = readOptions();
  if (help) {
    console.log(USAGE);
  } else {
    const stale = await generate({ ...options, log: console.log });
    if (options.check && stale.length > 0) {
      console.error(`Out of date: ${stale.join(", ")}. Run \`npm run generate\` and commit the result.`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  console.error(`\n${messageOf(error)}\n\nNothing was written.`);
  process.exitCode = 1;
}

function readOptions(): { check: boolean; help: boolean; root: string } {
  try {
    const options = {
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${messageOf(error)}\n\n${USAGE}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
