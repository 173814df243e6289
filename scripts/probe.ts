import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { PATCHED_SPEC_PATH } from "./generate/generated-paths.ts";
import { chooseTarget } from "./probe/choose-target.ts";
import { renderProbe } from "./probe/render-probe.ts";
import { runProbe } from "./probe/run-probe.ts";
import { parseSpec } from "./spec/read-spec.ts";

const USAGE = `Usage: TRATTA_ORG_UUID=... TRATTA_TOKEN=... npm run probe -- [<options>]

Compares the real API with generated/openapi.yaml. Reads each list with one row and one of each resource found, and
reports which operations and fields are confirmed, contradicted or not seen. Nothing is changed. What is received is
masked before it is written to a temporary file, and the report names fields, never values.

Without the two variables it probes the sandbox of this package, in this process.

Options:
  --environment <name>  the vendor's environment: sandbox (default) or production, which is only read
  --write               also create a location, a customer, a debt account, a customer session, a webhook (deleted again)
                        and an e-mail template; refused for production. Never a charge, a payment method, a message,
                        a campaign or a bulk import
  --json <file>         write the report as JSON, from which the evidence marks of the overlays can be updated
  --dialect <name>      of the sandbox of this package: vendor or source
  --help                show this text

Exit code:
  0  everything that was called is as documented
  1  the command itself failed
  2  something is contradicted
  3  nothing is contradicted, but calls failed, as the report lists`;

// Ends the process in the usual way, so that temporary files are removed.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      environment: { type: "string" },
      write: { type: "boolean", default: false },
      json: { type: "string" },
      dialect: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  // Not quoted: it may be a token.
  if (positionals.length > 0) throw new Error("Only options are accepted; the token goes into TRATTA_TOKEN.");
  if (values.help) console.log(USAGE);
  else {
    const { TRATTA_ORG_UUID: orgUuid, TRATTA_TOKEN: token } = process.env;
    // The comparison runs in a process of its own, which must not get the token.
    delete process.env["TRATTA_TOKEN"];
    const { environment, dialect, write, json } = values;
    const target = chooseTarget({ orgUuid, token, environment, dialect });
    if (target.send) console.log("Set TRATTA_ORG_UUID and TRATTA_TOKEN to probe the vendor's sandbox environment.\n");
    const text = readFileSync(new URL(`../${PATCHED_SPEC_PATH}`, import.meta.url), "utf8");
    const report = await runProbe(target, parseSpec({ path: PATCHED_SPEC_PATH, text }), write);
    console.log(renderProbe(report));
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.exitCode;
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\nRun with --help for the options.`);
  process.exitCode = 1;
}
