import { Pool } from "pg";
import { createTrattaClient } from "tratta-client";
import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
import { handleEvent } from "./handle-event.ts";
import { createPostgresInbox } from "./postgres-inbox.ts";

export const runtime = "nodejs"; // app/api/webhooks/route.ts in a Next.js app

const { TRATTA_BASE_URL: baseUrl = "", TRATTA_TOKEN: token = "", CRON_SECRET: cronSecret } = process.env;
const client = createTrattaClient({ baseUrl, token });
const database = new Pool({ connectionString: process.env["DATABASE_URL"] });
database.on("error", (error) => console.error(String(error))); // an idle connection that breaks would end the process
const inbox = createPostgresInbox(database, (event) => handleEvent(client, event));

export async function POST(request: Request): Promise<Response> {
  try {
    await inbox.receive(await verifyWebhook(request, { secret: process.env["TRATTA_WEBHOOK_SECRET"] ?? "" }));
    return new Response(); // it is stored: the sender may forget it
  } catch (error) {
    if (error instanceof TrattaWebhookError) return new Response(null, { status: error.status });
    console.error(String(error));
    return new Response(null, { status: 500 }); // it is not stored: the sender tries again
  }
}

/** For a cron job, every minute. A serverless platform may stop the work when the response is sent. */
export async function GET(request: Request): Promise<Response> {
  const isCronJob = cronSecret && request.headers.get("Authorization") === `Bearer ${cronSecret}`;
  if (!isCronJob) return new Response(null, { status: 401 });
  await inbox.retry();
  return new Response();
}
