import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledBytes } from "../../scripts/package/bundled-bytes.ts";

/** The package as a user installs it: built, packed, and installed from the tarball into an empty project. */

const ROOT = new URL("../..", import.meta.url).pathname;
const COMPILERS = { "5.4": "5.4.5", "5.9": "5.9.3", "6.0": "6.0.3", "7.0": "7.0.2" };
const EXAMPLE = readFileSync(join(ROOT, "test/examples/first-call.ts"), "utf8");
// Uses the client's types without the sandbox, as an edge project would.
const EDGE_CODE = `
  import { createTrattaClient, isPaymentPlanEditable, paginate, type Customer, type PaymentPlan, type TrattaClient, unwrap } from "tratta-client";
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
  // @ts-expect-error no such path
  export const wrong = createTrattaClient({ orgUuid: "acme", token: "t" }).GET("/nothing");
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
        !/^package\/dist\/.+\.(js|js\.map|d\.ts|txt)$/.test(file),
    );
    expect(unexpected).toEqual([]);
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

describe("entry points", () => {
  it("let a bundler remove unused code", async () => {
    const bytes = await bundledBytes(`export { isPaymentPlanEditable } from "tratta-client";`, project);
    expect(bytes).toBeLessThanOrEqual(500);
  });

  it("provide the sandbox as a command", async () => {
    expect(await run("npx", ["--no-install", "tratta-sandbox", "--version"], project)).toBe("0.1.0\n");
  });

  it("satisfy publint and are-the-types-wrong", async () => {
    await run("npx", ["publint", "--strict", "--pack", "false"], ROOT);
    // The patched spec is data without types, and the package is ESM only.
    const options = ["--profile", "esm-only", "--exclude-entrypoints", "openapi.yaml", "--format", "table"];
    await run("npx", ["attw", tarball, ...options], ROOT);
  });
});
