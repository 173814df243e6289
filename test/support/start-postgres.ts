import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

export interface Postgres {
  /** Connects as the superuser of an empty database. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, with a data folder and a password of its own.
 *
 * @throws when it is not installed, or does not start
 */
export async function startPostgres(): Promise<Postgres> {
  const programs = findPrograms();
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const password = randomUUID();
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password);
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);

  const data = join(folder, "data");
  const options = { cwd: folder, env: { LC_ALL: "C", PATH: process.env["PATH"] }, ...user };
  const init = ["-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-sync"];
  execFileSync(join(programs, "initdb"), init, { ...options, stdio: ["ignore", "ignore", "inherit"] });

  const port = await findFreePort();
  const settings = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder, "-F"];
  const server = spawn(join(programs, "postgres"), settings, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (chunk) => (log += String(chunk)));
  const ended = once(server, "exit");
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM"); // shuts down when all sessions have ended
    const timer = setTimeout(() => server.kill("SIGINT"), 5_000); // ends the sessions that a failed test left
    await ended;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };

  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  for (let attempt = 1; !(await accepts(url)); attempt++) {
    if (server.exitCode === null && attempt < 300) await sleep(100);
    else {
      await stop();
      throw new Error(`PostgreSQL does not start:\n${log}`);
    }
  }
  return { url, stop };
}

/** Debian keeps the server's programs out of PATH. */
function findPrograms(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  const found = folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
  if (found === undefined) {
    throw new Error("PostgreSQL is not installed: `apt-get install postgresql`, or put initdb and postgres into PATH.");
  }
  return found;
}

/** PostgreSQL refuses to run as root. Root runs it as the user that Debian's package creates. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" })));
  return { uid: uid ?? NaN, gid: gid ?? NaN };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
