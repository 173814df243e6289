import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runProcess } from "./run-process.ts";

/** What the client is compared with: the newest versions that run on Node 20. None of them is a dependency. */
const PEERS = { ky: "1.14.3", stripe: "23.1.0", openai: "6.49.0", "@octokit/core": "7.0.8" };
export const PEER_NAMES: readonly string[] = Object.keys(PEERS);

/** One call of each peer that reads one object. Node resolves a package from the file that imports it. */
const CALLS = `
import ky from "ky";
import Stripe from "stripe";
import OpenAI from "openai";
import { Octokit } from "@octokit/core";

export function createCalls(fetch) {
  const kyClient = ky.create({ fetch, prefixUrl: "https://api.test/v1", headers: { Authorization: "Bearer token" } });
  const stripe = new Stripe("token", { httpClient: Stripe.createFetchHttpClient(fetch), telemetry: false });
  const openai = new OpenAI({ apiKey: "token", fetch });
  const octokit = new Octokit({ auth: "token", request: { fetch } });
  return {
    ky: () => kyClient.get("customers/42").json(),
    stripe: () => stripe.customers.retrieve("42"),
    openai: () => openai.models.retrieve("42"),
    "@octokit/core": () => octokit.request("GET /users/{username}", { username: "42" }),
  };
}
`;

/** Installs the peers into a folder of their own. */
export function installPeers(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", dependencies: PEERS }));
  writeFileSync(join(folder, "calls.js"), CALLS);
  // The log level that `npm run --silent` passes on would leave out why an installation failed.
  const flags = ["--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"];
  runProcess("npm", ["install", ...flags], folder);
}

export type Calls = Record<string, () => Promise<unknown>>;

/** One call of each peer, all through the same `fetch`. */
export async function peerCalls(folder: string, fetch: () => Promise<Response>): Promise<Calls> {
  const { createCalls } = await import(pathToFileURL(join(folder, "calls.js")).href);
  return createCalls(fetch);
}
