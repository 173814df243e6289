import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runProcess } from "./run-process.ts";

/** What the client is compared with: the newest versions that run on Node 20. None of them is a dependency. */
const PEERS = { ky: "1.14.3", stripe: "23.1.0", openai: "6.49.0", "@octokit/core": "7.0.8" } as const;
export type PeerName = keyof typeof PEERS;
export const PEER_NAMES = Object.keys(PEERS) as readonly PeerName[];

/** Installs the peers into a folder of their own. */
export async function installPeers(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: PEERS }, undefined, 2),
  );
  // Node resolves a package from the file that imports it, so this file must lie beside them.
  writeFileSync(
    join(folder, "peers.js"),
    `export { default as ky } from "ky";
     export { default as Stripe } from "stripe";
     export { default as OpenAI } from "openai";
     export { Octokit } from "@octokit/core";`,
  );
  await runProcess("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"], folder);
}

type InMemoryFetch = (...args: unknown[]) => Promise<Response>;

/** As much of the peers as the benchmark calls. */
interface PeerModules {
  ky: { create(options: object): { get(path: string): { json(): Promise<unknown> } } };
  Stripe: {
    new (key: string, options: object): { customers: { retrieve(id: string): Promise<unknown> } };
    createFetchHttpClient(fetch: InMemoryFetch): object;
  };
  OpenAI: new (options: object) => { models: { retrieve(id: string): Promise<unknown> } };
  Octokit: new (options: object) => { request(route: string, parameters: object): Promise<unknown> };
}

/** One call of each peer that reads one object, all through the same `fetch`. */
export async function peerCalls(
  folder: string,
  fetch: InMemoryFetch,
): Promise<Record<PeerName, () => Promise<unknown>>> {
  const url = pathToFileURL(join(folder, "peers.js")).href;
  const { ky, Stripe, OpenAI, Octokit } = (await import(url)) as PeerModules;
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
