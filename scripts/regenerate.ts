import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { regenerate, type RegenerateOptions } from "./change/regenerate.ts";

const USAGE = `Usage: npm run regenerate -- --from <file or https URL> [<options>]

Takes in a new version of the source spec. Applies the overlays, compares the wire and the types with the
current client, compiles and tests the new client in a temporary folder, and writes openapi/tratta.yaml,
generated/ and the README's table of operations if all of that passes.

Options:
  --from <source>   the new source spec: a file, or an https URL (at most 5 MB, within 30 seconds)
  --report <file>   write the report as Markdown, for a pull request
  --json <file>     write the report as JSON
  --allow-breaking  write the new client even if it breaks code of users
  --dry-run         do everything except write the new client
  --root <dir>      project to work on (default: this one)
  --help            show this text

Exit code:
  0  unchanged or compatible
  1  the new client fails its checks, or the command itself failed
  2  breaking, also with --allow-breaking
  3  overlay conflict: an overlay action no longer applies
  4  invalid spec, or a spec that cannot be read
The reports are written whatever the verdict. "written" in the JSON report says whether the client was.`;

try {
  const options = readOptions();
  if (options) process.exitCode = (await regenerate(options)).exitCode;
  else console.log(USAGE);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}\n\nNothing was written.`);
  process.exitCode = 1;
}

function readOptions(): RegenerateOptions | undefined {
  const options = {
    from: { type: "string" },
    report: { type: "string" },
    json: { type: "string" },
    "allow-breaking": { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
    help: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { help, from, "allow-breaking": allowBreaking, "dry-run": dryRun, ...others } = values;
    if (help) return undefined;
    // Not quoted: a source given without --from may hold credentials.
    if (positionals.length > 0) throw new Error("Only options are accepted, such as --from <source>.");
    if (from === undefined || from.trim() === "") {
      throw new Error("--from is missing: give the file or https URL of the spec (in CI: the variable SPEC_URL).");
    }
    return { ...others, from, allowBreaking, dryRun, signal: interruption() };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error });
  }
}

// On Ctrl-C, the temporary copy of the project is removed and the processes that work in it end.
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => controller.abort(new Error(`Interrupted by ${name}.`)));
  }
  return controller.signal;
}
