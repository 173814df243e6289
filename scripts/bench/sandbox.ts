import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { sendRequests } from "./http-load.ts";
import { medianTimes } from "./median-times.ts";
import { runProcess } from "./run-process.ts";
import type { SandboxBuild } from "./sandbox-builds.ts";
import { rowsOf, type Table } from "./table.ts";

/** What the measurements of the sandbox use. */
export interface SandboxBenchContext {
  readonly quick: boolean;
  /** The builds to compare; ratios are to the first. */
  readonly builds: readonly SandboxBuild[];
  /** How many customers a large sandbox has. */
  readonly customers: number;
}

const GOAL_FIRST_CALL_MS = 100;
const GOAL_CALL_MS = 5;
const GOAL_PAGE_MS = 10;

/** Runs in processes of their own, without a loader. Times are those of the CPU, for which other programs count little. */
const PRELUDE = (module: string): string => `
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
const start = cpu();
const { createSandbox } = await import(${JSON.stringify(module)});
const call = async (sandbox, path) => {
  const headers = { Accept: "application/json", Authorization: "Bearer " + sandbox.token };
  const response = await sandbox.fetch(new Request("http://sandbox.test" + path, { headers }));
  if (!response.ok) throw new Error(path + ": " + (await response.text()));
  return response.json();
};
`;

/** Import of the package, a sandbox and a call of it in a fresh process. */
export async function firstCall({ quick, builds }: SandboxBenchContext): Promise<Table> {
  const code = `await call(createSandbox(), "/customers"); console.log(cpu() - start);`;
  const times = await medianTimes(quick ? 1 : 15, tasksOf(builds, code));
  return {
    title: "First call of a process, import included, CPU time",
    rows: rowsWithGoal("ms", times, GOAL_FIRST_CALL_MS),
  };
}

/** A sandbox and a call of it, as in each test of a user. */
export async function createAndCall({ quick, builds }: SandboxBenchContext): Promise<Table> {
  const code = `
    const calls = ${quick ? 5 : 100};
    for (let index = 0; index < 5; index += 1) await call(createSandbox(), "/customers");
    const since = cpu();
    for (let index = 0; index < calls; index += 1) await call(createSandbox(), "/customers");
    console.log((cpu() - since) / calls);`;
  const times = await medianTimes(quick ? 1 : 9, tasksOf(builds, code));
  return { title: "createSandbox() and a call, later, CPU time", rows: rowsWithGoal("ms", times, GOAL_CALL_MS) };
}

/** Start, memory and pages of a sandbox with many customers. */
export async function manyCustomers({ quick, builds, customers }: SandboxBenchContext): Promise<Table> {
  const code = `
    const begin = cpu();
    const sandbox = createSandbox({ customers: ${customers} });
    const { meta } = await call(sandbox, "/customers?limit=500");
    const started = cpu() - begin;
    const pages = Math.ceil(meta.total / 500);
    const times = [];
    for (let index = 0; index < 40; index += 1) {
      const path = "/customers?limit=500&page=" + (1 + ((index * 7919) % pages));
      const since = cpu();
      await call(sandbox, path);
      times.push(cpu() - since);
    }
    times.sort((a, b) => a - b);
    console.log(JSON.stringify({ started, page: times[20], memory: process.memoryUsage.rss() / 1e6 }));`;
  const figures = builds.map(({ name, module }) => {
    const rounds = Array.from({ length: quick ? 1 : 3 }, () => JSON.parse(run(module, code)));
    const least = (key: string): number => Math.min(...rounds.map((round) => round[key]));
    return { name, started: least("started"), page: least("page"), memory: least("memory") };
  });
  const rowsFor = (key: "started" | "page" | "memory", label: string, unit: string, goal?: number): string[][] =>
    rowsWithGoal(unit, Object.fromEntries(figures.map((each) => [`${label}, ${each.name}`, each[key]])), goal);
  return {
    title: `${customers.toLocaleString("en")} customers, CPU time, best of ${quick ? 1 : 3}`,
    rows: [
      ...rowsFor("started", "start", "ms"),
      ...rowsFor("memory", "memory of the process", "MB"),
      ...rowsFor("page", "a page of 500", "ms", GOAL_PAGE_MS),
    ],
  };
}

/** What a server needs for requests from another process: how many it responds to in a second that it has the CPU. */
export async function httpRequests({ quick, builds }: SandboxBenchContext): Promise<Table> {
  const servers = await Promise.all(builds.map(startServer));
  try {
    const [rounds, requests] = quick ? [1, 20] : [7, 2_000];
    const connections = 8;
    const rows: string[][] = [];
    for (const kind of ["GET /customers", "GET /debt-accounts/{id}", "POST /charges"] as const) {
      const tasks = servers.map(({ name, url, requestOf, cpu }) => [
        `${kind}, ${name}`,
        async () => {
          const before = await cpu();
          await sendRequests(url, requestOf[kind], { requests, connections });
          return { overriddenDuration: requests / (((await cpu()) - before) / 1_000) };
        },
      ]);
      rows.push(...rowsOf("requests/s", await medianTimes(rounds, Object.fromEntries(tasks), quick ? 0 : 1)));
    }
    return { title: `HTTP, ${connections} connections, by the CPU time of the server`, rows };
  } finally {
    for (const { process } of servers) process.kill();
  }
}

const SERVER = `
const sandbox = createSandbox();
const { url } = await sandbox.listen();
const accounts = (await call(sandbox, "/debt_accounts?limit=500")).data;
accounts.sort((a, b) => b.current_balance - a.current_balance);
const methods = (await call(sandbox, "/payment_methods")).data;
process.on("message", () => process.send(cpu()));
process.send({ url, token: sandbox.token, account: accounts[0].id, method: methods[0].id });`;

interface Server {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  /** Returns its CPU time so far, in milliseconds. */
  readonly cpu: () => Promise<number>;
  readonly requestOf: Readonly<Record<"GET /customers" | "GET /debt-accounts/{id}" | "POST /charges", string>>;
}

async function startServer({ name, module }: SandboxBuild): Promise<Server> {
  const args = ["--input-type=module", "--eval", PRELUDE(module) + SERVER];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [{ url, token, account, method }] = await once(server, "message");
  const write = (line: string, body?: object): string => {
    const json = body === undefined ? "" : JSON.stringify(body);
    const type = `Content-Type: application/json\r\nContent-Length: ${json.length}\r\n`;
    const head = `Host: ${new URL(url).host}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n`;
    return `${line} HTTP/1.1\r\n${head}${body === undefined ? "" : type}\r\n${json}`;
  };
  return {
    name,
    url,
    process: server,
    async cpu() {
      server.send("cpu");
      const [time] = await once(server, "message");
      return time;
    },
    requestOf: {
      "GET /customers": write("GET /customers"),
      "GET /debt-accounts/{id}": write(`GET /debt-accounts/${account}`),
      "POST /charges": write("POST /charges", { amount: 1, debt_account_id: account, payment_method_id: method }),
    },
  };
}

function tasksOf(builds: readonly SandboxBuild[], code: string): Record<string, () => { overriddenDuration: number }> {
  return Object.fromEntries(
    builds.map(({ name, module }) => [name, () => ({ overriddenDuration: Number(run(module, code)) })]),
  );
}

function run(module: string, code: string): string {
  return runProcess(process.execPath, ["--input-type=module", "--eval", PRELUDE(module) + code], ".");
}

/** Makes rows of which the last, the newest build, has a goal. */
function rowsWithGoal(unit: string, figures: Readonly<Record<string, number>>, goal?: number): string[][] {
  const newest = Object.keys(figures).at(-1) ?? "";
  const target = [`<= ${goal} ${unit}`, (value: number) => goal !== undefined && value <= goal] as const;
  return rowsOf(unit, figures, goal === undefined ? {} : { [newest]: target });
}
