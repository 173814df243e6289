import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { createTrattaClient, unwrap } from "tratta-client";
import type { createSandbox } from "tratta-client/sandbox";
import { bundle } from "./bundle.ts";
import type { Example, ExampleContext } from "./example.ts";
import type { Runtime } from "./runtimes.ts";
import { WEBHOOK_EXAMPLES } from "./webhook-examples.ts";
import { withServer } from "./with-server.ts";

/** One example that ran in one runtime. */
export interface ExampleResult {
  readonly example: string;
  readonly runtime: string;
  /** Why it failed. */
  readonly problem?: string;
  readonly missing?: boolean;
}

const EXAMPLES = fileURLToPath(new URL("../examples/edge/", import.meta.url));
const TOKEN = "token-of-the-examples";

const EDGE_EXAMPLES: readonly Example[] = [
  { file: "cloudflare-worker.ts", runtimes: ["workerd"], run: runCloudflareWorker },
  { file: "deno-server.ts", runtimes: ["Deno"], run: runDenoServer },
  { file: "bun-server.ts", runtimes: ["Bun"], run: runBunServer },
  { file: "nextjs-edge-handler.ts", runtimes: ["edge-runtime"], run: runNextjsEdgeHandler },
  { file: "node-cron-job.ts", runtimes: ["Node 20", "Node 22", "Node 24"], run: runNodeCronJob },
];

/** Runs each example in its runtimes, each time against a sandbox of its own. */
export async function runExamples(
  folder: string,
  create: typeof createSandbox,
  runtimes: readonly Runtime[],
): Promise<ExampleResult[]> {
  const results: ExampleResult[] = [];
  for (const { file, runtimes: names, run } of [...EDGE_EXAMPLES, ...WEBHOOK_EXAMPLES]) {
    for (const { name, path } of runtimes.filter((runtime) => names.includes(runtime.name))) {
      if (path === undefined) {
        results.push({ example: file, runtime: name, missing: true });
        continue;
      }
      const sandbox = create({ token: TOKEN });
      const { url, close } = await sandbox.listen();
      try {
        const env = { TRATTA_BASE_URL: url, TRATTA_TOKEN: TOKEN, PORT: "0", HOME: folder };
        const client = createTrattaClient({ baseUrl: url, token: TOKEN });
        await run({ path, folder, env, sandbox, client });
        results.push({ example: file, runtime: name });
      } catch (error) {
        results.push({ example: file, runtime: name, problem: String(error) });
      } finally {
        await close();
      }
    }
  }
  return results;
}

async function runCloudflareWorker({ path, folder, env, client, sandbox }: ExampleContext): Promise<void> {
  const entryPoints = [join(EXAMPLES, "cloudflare-worker.ts")];
  await bundle(folder, { entryPoints, outfile: join(folder, "worker.js") });
  copyFileSync(new URL("example-worker.capnp", import.meta.url), join(folder, "example-worker.capnp"));
  const command = [path, "serve", join(folder, "example-worker.capnp"), "--control-fd=1"] as const;
  await withServer([...command], { cwd: folder, env }, async (url) => {
    const account = (await unwrap(client.GET("/debt-accounts"))).data?.[0];
    const answer = async (query: string): Promise<unknown> => {
      const response = await fetch(`${url}/?${query}`);
      return [response.status, await response.json()];
    };
    const expected = { balance: account?.current_balance, status: account?.status };
    assert.deepEqual(await answer(`account=${account?.id}`), [200, expected]);
    assert.deepEqual(await answer("account=42"), [404, { error: "no such account" }]);
    assert.deepEqual(await answer(""), [400, { error: "account is missing" }]);
    sandbox.faults.add({ kind: "html" });
    assert.deepEqual(await answer(`account=${account?.id}`), [502, { error: "try again later" }]);
  });
}

async function runDenoServer({ path, folder, env, client }: ExampleContext): Promise<void> {
  copyFileSync(join(EXAMPLES, "deno-server.ts"), join(folder, "deno-server.ts"));
  const flags = ["--cached-only", "--allow-net", "--allow-env"];
  await withServer([path, "run", ...flags, "deno-server.ts"], { cwd: folder, env }, async (url) => {
    const { data: accounts } = await unwrap(client.GET("/debt-accounts", { params: { query: { limit: 500 } } }));
    const plans = accounts?.flatMap(({ payment_plan: plan }) => plan ?? []);
    const change = async (scheduled: boolean, terms: object): Promise<[number, unknown]> => {
      const plan = plans?.find(({ charges }) => charges?.some((charge) => charge.scheduled === scheduled));
      const response = await fetch(`${url}/?plan=${plan?.id}`, { method: "PUT", body: JSON.stringify(terms) });
      return [response.status, await response.json()];
    };
    const start_date = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const terms = { frequency: "monthly", start_date, amount: 5_000 };
    const [status, plan] = await change(false, terms);
    assert.deepEqual([status, (plan as { amount: number }).amount], [200, 5_000]);
    assert.deepEqual(await change(true, terms), [409, { error: "scheduled_charges" }]);
    assert.deepEqual(await change(false, { ...terms, amount: 0 }), [422, { error: "amount must be a number above 0" }]);
  });
}

async function runBunServer({ path, folder, env, client, sandbox }: ExampleContext): Promise<void> {
  copyFileSync(join(EXAMPLES, "bun-server.ts"), join(folder, "bun-server.ts"));
  await withServer([path, "bun-server.ts"], { cwd: folder, env }, async (url) => {
    const { data: charges } = await unwrap(client.GET("/charges", { params: { query: { limit: 500 } } }));
    const lines = (await (await fetch(url)).text()).trimEnd().split("\n");
    assert.ok(lines.length > 10, `${lines.length} lines`);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      charges,
    );
    assert.equal(sandbox.requests.at(-1)?.query["limit"], "500");
  });
}

async function runNextjsEdgeHandler({ folder, env, client, sandbox }: ExampleContext): Promise<void> {
  const outfile = join(folder, "handler.js");
  const entryPoints = [join(EXAMPLES, "nextjs-edge-handler.ts")];
  // The VM runs scripts, not modules.
  await bundle(folder, { entryPoints, outfile, format: "iife", globalName: "route" });
  const { EdgeVM } = await import("@edge-runtime/vm");
  // Next.js gives its edge handlers `process.env`, which the bare runtime has not.
  const vm = new EdgeVM({ extend: (context) => Object.assign(context, { process: { env } }) });
  vm.evaluate(readFileSync(outfile, "utf8"));

  const account = (await unwrap(client.GET("/debt-accounts"))).data?.[0]?.external_id ?? "";
  const method = (await unwrap(client.GET("/payment-methods"))).data?.[0]?.id ?? "";
  const charge = async (amount: number): Promise<[number, Record<string, unknown>]> => {
    const init = { method: "POST", body: JSON.stringify({ amount, account, method }) };
    const [status, body] = await vm.evaluate<Promise<[number, string]>>(
      `route.POST(new Request("http://localhost/api/charges", ${JSON.stringify(init)}))
        .then(async (response) => [response.status, await response.text()])`,
    );
    return [status, JSON.parse(body)];
  };
  const posts = (): number => sandbox.requests.filter((request) => request.method === "POST").length;

  assert.equal(vm.evaluate("route.runtime"), "edge");
  assert.equal((await charge(11))[0], 201);
  assert.equal((await charge(-11))[0], 422);
  sandbox.faults.add({ kind: "reset", commit: true }, { method: "POST" });
  const [status, { charged, perhaps = [charged] }] = await charge(12);
  // Found, or one of the candidates: by the sandbox's dates alone.
  assert.ok(status === 201 || status === 202);
  const [id = ""] = perhaps as string[];
  const { data: found } = await unwrap(client.GET("/charges/{id}", { params: { path: { id } } }));
  assert.equal(found?.amount, 12);
  sandbox.faults.add({ kind: "reset" }, { method: "POST" });
  assert.deepEqual(await charge(13), [202, { unknown: true, perhaps: [] }]);
  assert.equal(posts(), 4);
}

async function runNodeCronJob({ path, folder, env, client, sandbox }: ExampleContext): Promise<void> {
  // Node 20 does not run TypeScript.
  const { code } = await transform(readFileSync(join(EXAMPLES, "node-cron-job.ts"), "utf8"), { loader: "ts" });
  writeFileSync(join(folder, "node-cron-job.js"), code);
  const run = promisify(execFile);
  const printed = async (): Promise<{ amounts: number[]; summary: string }> => {
    const { stdout, stderr } = await run(path, ["node-cron-job.js"], { cwd: folder, env });
    const lines = stdout.split("\n").filter(Boolean);
    return { amounts: lines.map((line): number => JSON.parse(line).amount), summary: stderr };
  };
  // The sandbox's own data has payments of yesterday, too.
  const seeded = (await printed()).amounts;
  assert.ok(seeded.length > 0 && !seeded.includes(101));
  const day = 86_400_000;
  const [account] = (await unwrap(client.GET("/debt-accounts"))).data ?? [];
  const [method] = (await unwrap(client.GET("/payment-methods"))).data ?? [];
  const source = { debt_account_external_id: account?.external_id ?? "", payment_method_id: method?.id ?? "" };
  for (const daysAgo of [2, 1, 1, 0]) {
    sandbox.clock.set(Date.now() - daysAgo * day);
    await unwrap(client.POST("/charges", { body: { amount: 100 + daysAgo, ...source } }));
  }
  const { amounts, summary } = await printed();
  const ascending = (a: number, b: number): number => a - b;
  assert.deepEqual(amounts.toSorted(ascending), [...seeded, 101, 101].toSorted(ascending));
  assert.match(summary, new RegExp(`^${seeded.length + 2} transactions of \\d{4}-\\d\\d-\\d\\d\\n$`));

  sandbox.faults.add({ kind: "html" });
  const failed = await run(path, ["node-cron-job.js"], { cwd: folder, env }).catch((error: unknown) => error);
  assert.equal((failed as { code?: unknown }).code, 1);
  assert.match((failed as { stderr: string }).stderr, /TrattaResponseError/);
}
