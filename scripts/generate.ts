import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createTwoFilesPatch } from "diff";
import { createGeneratedFiles } from "./generate/generated-files.ts";
import { replaceFiles } from "./generate/replace-files.ts";
import { readSpecSources } from "./spec/spec-sources.ts";

const USAGE = `Usage: npm run generate [-- <options>]

Applies openapi/overlays/*.yaml to openapi/tratta.yaml and writes the patched spec and the types
to generated/. Writes nothing unless everything is in order.

Options:
  --check       write nothing; exit 1 with a diff if generated/ is out of date
  --root <dir>  project to work on (default: this one)
  --help        show this text

Exit code: 0 when generated/ is up to date, 1 otherwise.`;

try {
  const { help, root, check } = readOptions();
  if (help) console.log(USAGE);
  else process.exitCode = await generate(root, check);
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

async function generate(root: string, check: boolean): Promise<number> {
  const { files } = await createGeneratedFiles(root, readSpecSources(root), console.log);
  const stale = new Map([...files].filter(([path, text]) => readIfPresent(join(root, path)) !== text));
  if (stale.size === 0) {
    console.log(`Up to date: ${[...files.keys()].join(", ")}`);
    return 0;
  }
  if (!check) {
    replaceFiles(root, stale);
    console.log(`Wrote ${[...stale.keys()].join(", ")}`);
    return 0;
  }
  for (const [path, text] of stale) {
    const present = readIfPresent(join(root, path));
    console.log(createTwoFilesPatch(present === undefined ? "/dev/null" : path, path, present ?? "", text));
  }
  console.error(`Out of date: ${[...stale.keys()].join(", ")}. Run \`npm run generate\` and commit what it writes.`);
  return 1;
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
