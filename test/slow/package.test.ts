import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledBytes } from "../../scripts/package/bundled-bytes.ts";

/** The package as a user installs it: built, packed, and installed from the tarball into an empty project. */

const ROOT = new URL("../..", import.meta.url).pathname;
const COMPILERS = { "5.4": "5.4.5", "5.9": "5.9.3", "6.0": "6.0.3", "7.0": "7.0.2" };
const EXAMPLE = readFileSync(join(ROOT, "test/examples/first-call.ts"), "utf8");
// Uses the client's types without the sandbox, as an edge project would.
const EDGE_CODE = `
  import { createTrattaClient, isPaymentPlanEditable, isTrattaError, paginate, type Customer, type PaymentPlan, type TrattaClient, unwrap } from "tratta-client";
  import { verifyWebhook } from "tratta-client/webhooks";
  export async function lastNames(token: string): Promise<string[]> {
    const client = createTrattaClient({ orgUuid: "acme", token });
    const customers: Customer[] = await paginate(client, "/customers").toArray({ max: 10 });
    return customers.map((customer) => customer.last_name ?? "");
  }
  export const editable = (plan: PaymentPlan): boolean => isPaymentPlanEditable(plan);
  // With "declaration", the compiler needs a name that users can import for each of these.
  const client = createTrattaClient({ orgUuid: "acme", token: "t" });
  const params = { path: { id: "42" } };
  export const { GET, request } = client;
  export const argumentsOfGet = (...given: Parameters<TrattaClient["GET"]>) => given;
  export const customer = () => client.GET("/customers/{id}", { params });
  export const list = () => unwrap(client.GET("/customers"));
  export const deleted = () => unwrap(client.DELETE("/payment-plans/{id}", { params }));
  export const failure = async () => (await client.POST("/charges", { body: { amount: 7 } })).error;
  export const pages = () => paginate(client, "/debt_accounts").pages();
  export const verified = (request: Request) => verifyWebhook(request, { secret: "s".repeat(16) });
  export const refused = (error: unknown) => (isTrattaError(error) && error.code === "TrattaWebhookError" ? error : undefined);
  // @ts-expect-error no such path
  export const wrong = createTrattaClient({ orgUuid: "acme", token: "t" }).GET("/nothing");
`;

/** Types of a platform without the DOM library, as a project for that platform compiles. */
const PLATFORMS = {
  "Node.js 20": "@types/node@20",
  "Node.js 22": "@types/node@22",
  "Node.js 24": "@types/node@24",
  "Cloudflare Workers": "@cloudflare/workers-types",
  Bun: "bun-types",
};
const PLATFORM_CODE = `
  import { createTrattaClient, unwrap } from "tratta-client";
  import { signWebhook, TrattaWebhookError, verifyWebhook, type WebhookEvent } from "tratta-client/webhooks";
  const options = { orgUuid: "acme", token: "t" };
  export const client = createTrattaClient({
    ...options,
    headers: [["X-Team", "billing"]],
    fetch: (request, init) => fetch(request, init),
  });
  createTrattaClient({ ...options, headers: new Headers({ "X-Team": "billing" }), fetch });
  export const charged = unwrap(
    client.POST("/charges", { body: { amount: 7 }, headers: { "X-Team": "billing" }, signal: AbortSignal.timeout(1_000) }),
  );
  // @ts-expect-error a number is no headers
  createTrattaClient({ ...options, headers: 42 });
  // @ts-expect-error a number is no response
  createTrattaClient({ ...options, fetch: () => 42 });
  // @ts-expect-error misspelt
  void client.POST("/charges", { body: { amonut: 7 } });

  export async function receive(request: Request): Promise<Response> {
    try {
      const { event, key, payload, webhookId }: WebhookEvent = await verifyWebhook(request, { secret: ["s".repeat(16)] });
      return Response.json({ event, key, payload, webhookId });
    } catch (error) {
      return new Response(null, { status: error instanceof TrattaWebhookError ? error.status : 500 });
    }
  }
  export const signed = signWebhook({ event: "charge.created", payload: { amount: 7 }, secret: "s".repeat(16) });
  export const verified = signed.then(({ headers, body }) =>
    Promise.all([
      receive(new Request("https://example.test/", { method: "POST", headers, body })),
      verifyWebhook({ headers, body }, { secret: "s".repeat(16) }),
      verifyWebhook({ headers: new Headers(headers), body: new TextEncoder().encode(body) }, { secret: "s".repeat(16) }),
      verifyWebhook({ headers, body: new ArrayBuffer(7) }, { secret: "s".repeat(16) }),
    ]),
  );
  // @ts-expect-error parsed JSON is no raw body
  void verifyWebhook({ headers: {}, body: { amount: 7 } }, { secret: "s".repeat(16) });
`;
const NODE_CODE = `
  import { createServer } from "node:http";
  import { Readable } from "node:stream";
  import { verifyWebhook } from "tratta-client/webhooks";
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", async () => {
      const { key } = await verifyWebhook({ headers: request.headers, body: Buffer.concat(chunks) }, { secret: "s".repeat(16) });
      response.end(key);
    });
  });
`;
const UNDICI_CODE = `
  import { createTrattaClient } from "tratta-client";
  import * as seven from "undici";
  import * as eight from "undici8";
  const options = { orgUuid: "acme", token: "t" };
  const dispatcher = new seven.MockAgent();
  const { Request } = seven;
  createTrattaClient({ ...options, fetch: seven.fetch, Request });
  createTrattaClient({ ...options, fetch: eight.fetch, Request: eight.Request });
  createTrattaClient({ ...options, fetch: (request, init) => seven.fetch(request, { ...init, dispatcher }), Request });
  // @ts-expect-error undici's fetch does not take the global Request
  createTrattaClient({ ...options, fetch: (request: Request) => seven.fetch(request) });
`;

let folder: string;
let tarball: string;
let project: string;

async function run(command: string, args: string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tratta-package-"));
  await run("npm", ["run", "build"], ROOT);
  // `npm pack` would run the build again.
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], ROOT);
  tarball = join(folder, "tratta-client-0.1.0.tgz");
  project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  await run("npm", ["install", "--no-audit", "--no-fund", tarball], project);
  const compilers = Object.entries(COMPILERS).map(([name, version]) => `ts-${name}@npm:typescript@${version}`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--save-dev", ...compilers], project);
  writeFileSync(join(project, "example.ts"), EXAMPLE);
  writeFileSync(join(project, "edge.ts"), EDGE_CODE);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("what is installed", () => {
  it("is the client, openapi-fetch and its one helper", async () => {
    const { dependencies } = JSON.parse(await run("npm", ["ls", "--omit=dev", "--all", "--json"], project)) as Tree;
    const names = (tree: Tree["dependencies"]): string[] =>
      Object.entries(tree ?? {}).flatMap(([name, below]) => [name, ...names(below.dependencies)]);
    expect(names(dependencies)).toEqual(["tratta-client", "openapi-fetch", "openapi-typescript-helpers"]);
  });

  it("contains the build, the patched spec, README, license and changelog, and nothing else", async () => {
    const files = (await run("tar", ["-tzf", tarball], folder)).trim().split("\n");
    const unexpected = files.filter(
      (file) =>
        !/^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md|generated\/openapi\.yaml)$/.test(file) &&
        !/^package\/dist\/.+\.(js|cjs|js\.map|d\.ts|d\.cts|txt)$/.test(file),
    );
    expect(unexpected).toEqual([]);
  });

  it("has no empty folder", () => {
    const entries = readdirSync(join(ROOT, "dist"), { recursive: true, withFileTypes: true });
    const parents = new Set(entries.map(({ parentPath }) => parentPath));
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((path) => !parents.has(path))).toEqual([]);
  });

  it("has source maps that embed their sources", () => {
    const installed = join(project, "node_modules/tratta-client/dist/src");
    const { sources, sourcesContent }: SourceMap = JSON.parse(readFileSync(join(installed, "index.js.map"), "utf8"));
    const client = sources.findIndex((source) => source.endsWith("src/client.ts"));
    expect(sourcesContent[client]).toBe(readFileSync(join(ROOT, "src/client.ts"), "utf8"));
  });
});

interface SourceMap {
  sources: string[];
  sourcesContent: string[];
}
interface Tree {
  dependencies?: Record<string, Tree>;
}

describe.each(Object.keys(COMPILERS))("TypeScript %s", (compiler) => {
  it.each(["nodenext", "bundler"])(
    "compiles the example with moduleResolution %s and no check skipped",
    async (mode) => {
      const config = {
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          declaration: true,
          target: "es2022",
          module: mode === "bundler" ? "esnext" : "nodenext",
          moduleResolution: mode,
          types: [],
          outDir: `out-${compiler}-${mode}`,
          rootDir: ".",
        },
        files: ["example.ts", "edge.ts"],
      };
      const file = `tsconfig-${compiler}-${mode}.json`;
      writeFileSync(join(project, file), JSON.stringify(config));
      await run(process.execPath, [`node_modules/ts-${compiler}/bin/tsc`, "-p", file], project);
      expect(await run(process.execPath, [`out-${compiler}-${mode}/example.js`], project)).toMatch(
        /^[0-9a-f-]{36} 1201 validation_failed\n$/,
      );
    },
  );
});

describe.each(Object.entries(PLATFORMS))("with the types of %s alone", (_, types) => {
  it("compiles with no check skipped", async () => {
    const name = types.replace(/(?<=.)@\d+$/, "");
    const platform = join(folder, types.replaceAll(/\W/g, "-"));
    mkdirSync(platform);
    writeFileSync(join(platform, "package.json"), JSON.stringify({ name: "platform", private: true, type: "module" }));
    const undici = name === "@types/node" ? ["undici@7", "undici8@npm:undici@8"] : [];
    await run("npm", ["install", "--no-audit", "--no-fund", tarball, types, ...undici], platform);
    writeFileSync(join(platform, "client.ts"), PLATFORM_CODE);
    if (undici.length > 0) {
      writeFileSync(join(platform, "undici.ts"), UNDICI_CODE);
      writeFileSync(join(platform, "node.ts"), NODE_CODE);
    }
    for (const [module, moduleResolution] of [
      ["nodenext", "nodenext"],
      ["esnext", "bundler"],
    ]) {
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        target: "es2022",
        lib: ["es2022"],
        types: [name === "@types/node" ? "node" : name],
        module,
        moduleResolution,
      };
      writeFileSync(join(platform, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
      await run(process.execPath, [join(project, "node_modules/ts-5.9/bin/tsc"), "-p", "."], platform);
    }
  });
});

describe("CommonJS code in TypeScript", () => {
  it.each(["node16", "nodenext"])("compiles with module %s and no check skipped, and runs", async (module) => {
    const commonJs = join(project, `commonjs-${module}`);
    mkdirSync(commonJs);
    writeFileSync(join(commonJs, "package.json"), JSON.stringify({ type: "commonjs" }));
    writeFileSync(
      join(commonJs, "main.ts"),
      `import { createTrattaClient, isTrattaError, TrattaError, TrattaRequestError } from "tratta-client";
       import { createSandbox } from "tratta-client/sandbox";
       import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
       const client = createTrattaClient({ baseUrl: "http://localhost", token: "sandbox-token", fetch: createSandbox().fetch });
       client.GET("/customers/{id}", { params: { path: { id: "" } } }).catch((error: unknown) => {
         import("tratta-client").then((esm) => {
           // @ts-ignore without types of a platform, console is not there
           console.log(isTrattaError(error), error instanceof TrattaRequestError, error instanceof esm.TrattaRequestError);
         });
       });
       verifyWebhook({ headers: {}, body: "" }, { secret: "s".repeat(16) }).catch(async (error: unknown) => {
         const [main, webhooks] = [await import("tratta-client"), await import("tratta-client/webhooks")];
         const classes = [TrattaError, main.TrattaError, TrattaWebhookError, webhooks.TrattaWebhookError];
         // @ts-ignore without types of a platform, console is not there
         console.log(isTrattaError(error), ...classes.map((each) => error instanceof each));
       });`,
    );
    const compilerOptions = { strict: true, skipLibCheck: false, target: "es2022", module, types: [] };
    writeFileSync(join(commonJs, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
    for (const compiler of Object.keys(COMPILERS)) {
      await run(process.execPath, [join(project, `node_modules/ts-${compiler}/bin/tsc`), "-p", "."], commonJs);
      expect(await run(process.execPath, ["main.js"], commonJs)).toBe("true true true\ntrue true true true true\n");
    }
  });
});

describe("entry points", () => {
  it("let a bundler remove unused code", async () => {
    const bytes = await bundledBytes(`export { isPaymentPlanEditable } from "tratta-client";`, project);
    expect(bytes).toBeLessThanOrEqual(500);
  });

  it("cost a Worker that only verifies webhooks at most 2 kB", async () => {
    const code = `export { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";`;
    expect(await bundledBytes(code, project)).toBeLessThanOrEqual(2_000);
  });

  it("share one class of each error, also when a bundler puts them together", async () => {
    const code = `
      import { isTrattaError, TrattaError } from "tratta-client";
      import { TrattaWebhookError, verifyWebhook } from "tratta-client/webhooks";
      const error = await verifyWebhook({ headers: {}, body: "" }, { secret: "s".repeat(16) }).catch((thrown) => thrown);
      console.log(isTrattaError(error), error instanceof TrattaError, error instanceof TrattaWebhookError);`;
    writeFileSync(join(project, "share.mjs"), code);
    expect(await run(process.execPath, ["share.mjs"], project)).toBe("true true true\n");
    const outfile = join(project, "shared.mjs");
    await build({ entryPoints: [join(project, "share.mjs")], bundle: true, minify: true, format: "esm", outfile });
    expect(await run(process.execPath, ["shared.mjs"], project)).toBe("true true true\n");
  });

  it("provide the sandbox as a command", async () => {
    expect(await run("npx", ["--no-install", "tratta-sandbox", "--version"], project)).toBe("0.1.0\n");
  });

  it("serve the console with its script and style, which need no bundler any more", async () => {
    const code = `
      import { createSandbox } from "tratta-client/sandbox";
      const sandbox = createSandbox();
      const { url } = await sandbox.listen();
      for (const path of ["/", "/_sandbox/pages/console.js", "/_sandbox/pages/style.css"]) {
        const response = await fetch(url + path);
        console.log(response.status, response.headers.get("content-type"), (await response.text()).length > 500);
      }
      await sandbox.close();`;
    writeFileSync(join(project, "console.mjs"), code);
    expect(await run(process.execPath, ["console.mjs"], project)).toBe(
      "200 text/html; charset=utf-8 true\n200 text/javascript; charset=utf-8 true\n200 text/css; charset=utf-8 true\n",
    );
  });

  it("satisfy publint and are-the-types-wrong", async () => {
    await run("npx", ["publint", "--strict", "--pack", "false"], ROOT);
    // The patched spec is data without types; no Node.js that the package supports resolves as Node.js 10 did.
    const options = ["--profile", "node16", "--exclude-entrypoints", "openapi.yaml", "--format", "table"];
    await run("npx", ["attw", tarball, ...options], ROOT);
  });
});
