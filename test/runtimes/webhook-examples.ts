import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { unwrap } from "tratta-client";
import { signWebhook, type SignedWebhook } from "tratta-client/webhooks";
import { bundle } from "./bundle.ts";
import type { Example, ExampleContext } from "./example.ts";
import { withServer } from "./with-server.ts";

const EXAMPLES = fileURLToPath(new URL("../examples/webhooks/", import.meta.url));
const ADAPTERS = fileURLToPath(new URL("adapters/", import.meta.url));
const SECRET = "webhook-secret-of-the-examples";
const FORGET_WAITING = "update inbox set tried_at = tried_at - 3600";

export const WEBHOOK_EXAMPLES: readonly Example[] = [
  { file: "webhooks/cloudflare-worker.ts", runtimes: ["workerd"], run: runCloudflareWorker },
  { file: "webhooks/deno-server.ts", runtimes: ["Deno"], run: runDenoServer },
  { file: "webhooks/bun-server.ts", runtimes: ["Bun"], run: runBunServer },
];

async function runCloudflareWorker(context: ExampleContext): Promise<void> {
  const { path, folder, env } = context;
  for (const name of ["webhook-worker", "kv-store"]) {
    await bundle(folder, { entryPoints: [join(ADAPTERS, `${name}.ts`)], outfile: join(folder, `${name}.js`) });
  }
  const config = join(folder, "webhook-worker.capnp");
  copyFileSync(join(ADAPTERS, "webhook-worker.capnp"), config);
  const options = { cwd: folder, env: { ...env, TRATTA_WEBHOOK_SECRET: SECRET } };
  const events = await signEvents(context);
  await withServer([path, "serve", config, "--control-fd=1"], options, async (url) => {
    await receivesOnce(url, events, context);

    const put = async (target: string): Promise<unknown> => (await fetch(url + target, { method: "PUT" })).text();
    await put("/store/fail?times=1");
    assert.equal(await deliver(url, events.third), 500);
    assert.equal(await deliver(url, events.third), 200);
    await eventually(() => readsOf(context).length === 3);

    assert.deepEqual((await keysOf(url)).sort(), ["done", "done", "open"]);
    await put("/cron");
    assert.deepEqual(await keysOf(url), ["done", "done", "done"]);
    await put("/cron");
    assert.equal(readsOf(context).length, 4);
  });
}

async function keysOf(url: string): Promise<string[]> {
  const { keys } = (await (await fetch(`${url}/store/`)).json()) as { keys: { name: string }[] };
  return keys.map(({ name }) => name.split(":")[0] ?? "");
}

async function runDenoServer(context: ExampleContext): Promise<void> {
  const flags = ["--cached-only", "--allow-net", "--allow-env", "--allow-read", "--allow-write"];
  const forget = `new (await import("node:sqlite")).DatabaseSync("inbox.sqlite").exec("${FORGET_WAITING}")`;
  await runSqliteServer(context, "deno-server.ts", ["run", ...flags], ["eval", forget]);
}

async function runBunServer(context: ExampleContext): Promise<void> {
  const forget = `new (require("bun:sqlite").Database)("inbox.sqlite").run("${FORGET_WAITING}")`;
  await runSqliteServer(context, "bun-server.ts", [], ["--eval", forget]);
}

/** @param forgetWaiting the arguments by which the runtime makes an hour pass in the database */
async function runSqliteServer(
  context: ExampleContext,
  file: string,
  args: readonly string[],
  forgetWaiting: readonly string[],
): Promise<void> {
  // With a database of its own, below the installed package.
  const cwd = join(context.folder, file.replace(".ts", ""));
  mkdirSync(cwd);
  for (const name of [file, "handle-event.ts"]) copyFileSync(join(EXAMPLES, name), join(cwd, name));
  const options = { cwd, env: { ...context.env, TRATTA_WEBHOOK_SECRET: SECRET } };
  const events = await signEvents(context);
  await withServer([context.path, ...args, file], options, (url) => receivesOnce(url, events, context));
  assert.equal(readsOf(context).length, 2);

  // Another process works on what this one left, once it is time.
  const restart = (use: (url: string) => Promise<void>): Promise<void> =>
    withServer([context.path, ...args, file], options, use);
  await restart(async () => assert.equal(readsOf(context).length, 2));
  execFileSync(context.path, forgetWaiting, options);
  await restart(async () => eventually(() => readsOf(context).length === 3));
  execFileSync(context.path, forgetWaiting, options);
  await restart(async (url) => {
    assert.equal(await deliver(url, events.third), 200);
    await eventually(() => readsOf(context).length === 4);
  });
}

interface Events {
  readonly first: SignedWebhook;
  readonly second: SignedWebhook;
  readonly third: SignedWebhook;
}

/** Events of three charges that the sandbox has. */
async function signEvents({ client }: ExampleContext): Promise<Events> {
  const charges = (await unwrap(client.GET("/charges"))).data ?? [];
  const sign = (index: number): Promise<SignedWebhook> =>
    signWebhook({ event: "charge.created", payload: { id: charges[index]?.id }, secret: SECRET });
  return { first: await sign(0), second: await sign(1), third: await sign(2) };
}

/** What every example does: the first event is worked on once, and the second stays open because the API fails. */
async function receivesOnce(url: string, { first, second }: Events, context: ExampleContext): Promise<void> {
  assert.equal(await deliver(url, first), 200);
  await eventually(() => readsOf(context).length === 1);
  assert.equal(await deliver(url, { ...first, body: first.body.replace('"id"', '"ID"') }), 401);
  assert.equal(await deliver(url, { ...first, headers: {} }), 400);
  assert.equal(await deliver(url, { ...first, body: "x".repeat(1_000_001) }), 413);
  assert.equal(await deliver(url, first), 200);

  context.sandbox.faults.add({ kind: "html" });
  assert.equal(await deliver(url, second), 200);
  await eventually(() => readsOf(context).length === 2);
  assert.equal(await deliver(url, second), 200);
  await sleep(200);
  assert.equal(readsOf(context).length, 2);
}

async function deliver(url: string, { headers, body }: SignedWebhook): Promise<number> {
  const response = await fetch(url, { method: "POST", redirect: "manual", headers, body });
  await response.text();
  return response.status;
}

/** The requests by which an example reads a charge again. */
function readsOf({ sandbox }: ExampleContext): readonly unknown[] {
  return sandbox.requests.filter(({ path }) => /\/charges\/./.test(path));
}

async function eventually(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 500, `still not so after ten seconds: ${String(condition)}`);
    await sleep(20);
  }
}
