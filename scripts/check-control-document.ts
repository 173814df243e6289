import { runRedocly } from "./spec/run-redocly.ts";
import { CONTROL_DOCUMENT } from "../src/sandbox/control-api/control-document.ts";

// Lints the OpenAPI document of `/_sandbox`, which exists as code alone.
const { report, stderr } = await runRedocly<{ totals: { errors: number }; problems: object[] }>(
  ".",
  ["lint"],
  [JSON.parse(JSON.stringify(CONTROL_DOCUMENT))],
);
if (report.totals?.errors !== 0) {
  console.error("The document of /_sandbox is not valid OpenAPI:", report.problems ?? stderr);
  process.exitCode = 1;
}
