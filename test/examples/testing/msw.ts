import { http, HttpResponse } from "msw";
import { setupServer, type SetupServer } from "msw/node";
import { createSandbox, type Sandbox } from "tratta-client/sandbox";

/** Answers for Tratta with a sandbox, and for other services with MSW's handlers; your code calls both with `fetch`. */
export const sandbox: Sandbox = createSandbox();
export const server: SetupServer = setupServer(
  http.all("https://acme.sandbox.tratta.io/api/v1/*", ({ request }) => sandbox.fetch(request)),
  http.get("https://rates.example.com/today", () => HttpResponse.json({ usd: 1.08 })),
);
