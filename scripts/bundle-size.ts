/**
 * Bundles the entries as an edge user would and checks each bundle against its budget (min + gzip, openapi-fetch
 * included). Bundling for the browser also fails on any Node built-in.
 */
import { fileURLToPath } from "node:url";
import { bundledBytes } from "./package/bundled-bytes.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// The goal for the client is 5,000 bytes, of which openapi-fetch takes 2,606. These budgets are above it, and keep what
// there is from growing.
const BUNDLES = [
  { exports: "{ isPaymentPlanEditable }", budget: 500 },
  { exports: "{ createTrattaClient }", budget: 8_570 },
  { exports: "{ createTrattaClient, chargeOnce }", budget: 14_245 },
  { exports: "*", budget: 15_760 },
  { exports: "{ verifyWebhook, TrattaWebhookError }", entry: "webhooks", budget: 2_000 },
];

for (const { exports, entry = "index", budget } of BUNDLES) {
  const size = await bundledBytes(`export ${exports} from "./src/${entry}.ts"`, ROOT);
  console.log(`${String(size).padStart(6)} of ${budget} bytes  export ${exports}`);
  if (size > budget) {
    console.error(`Over budget by ${size - budget} bytes.`);
    process.exitCode = 1;
  }
}
