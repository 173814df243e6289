import { spawn } from "node:child_process";
import { once } from "node:events";

const START_LIMIT_MS = 30_000;

/** Starts a server that prints its port, calls `use` with its URL, and ends it. */
export async function withServer(
  [file, ...args]: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(server, "exit");
  let output = "";
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (problem: string): void => reject(new Error(`${file} ${problem}:\n${output}`));
      const timer = setTimeout(() => fail("told no port in time"), START_LIMIT_MS);
      timer.unref();
      server.once("error", (error) => fail(String(error)));
      server.once("exit", (code) => fail(`ended with ${code}`));
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        // `Listening on http://localhost:4010/`, or JSON with a port.
        const port = /(?:http:\S+?|"port"):(\d+)\D/.exec(output)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      };
      server.stdout.on("data", read);
      server.stderr.on("data", read);
    });
    await use(url);
  } catch (error) {
    throw new Error(`${String(error)}\n${output}`, { cause: error });
  } finally {
    server.kill();
    await exited;
  }
}
