import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { createSandbox, Fault, FaultMatch, RecordedRequest } from "tratta-client/sandbox";
import type { Received } from "./suite/sandbox-control.ts";

/** A sandbox on loopback, with a second server through which the suite moves it from inside a runtime. */
export interface ControlledSandbox {
  readonly sandboxUrl: string;
  readonly controlUrl: string;
  /** Where nothing listens. */
  readonly closedUrl: string;
  readonly close: () => Promise<void>;
}

/** @param onCheck told of each check that begins */
export async function startControlledSandbox(
  create: typeof createSandbox,
  token: string,
  onCheck: (name: string) => void,
): Promise<ControlledSandbox> {
  const answered = new WeakSet<RecordedRequest>();
  let elsewhere = 0;

  function command(path: string, body: unknown): Received | null {
    if (path === "/begin") {
      sandbox.reset();
      elsewhere = 0;
      onCheck(body as string);
    } else if (path === "/faults") {
      const { fault, match } = body as { fault: Fault; match: FaultMatch };
      sandbox.faults.add(fault, match);
    } else if (path === "/hold-pages") {
      const from = body as number;
      sandbox.faults.decide(({ query }) => (Number(query["page"]) >= from ? { kind: "delay", ms: 60_000 } : undefined));
    } else if (path === "/received") {
      const underWay = sandbox.requests.filter((request) => !answered.has(request)).length;
      return { requests: sandbox.requests, underWay, elsewhere };
    }
    return null;
  }

  async function answer(request: IncomingMessage): Promise<{ type: string; body: string }> {
    const path = request.url ?? "/";
    // A page for the browser to start from.
    if (path === "/") return { type: "text/html", body: "<!doctype html><title>Portable suite</title>" };
    if (path === "/elsewhere") elsewhere++;
    const body = await text(request);
    return { type: "application/json", body: JSON.stringify(command(path, body ? JSON.parse(body) : null)) };
  }

  const server = createServer((request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type");
    answer(request).then(
      ({ type, body }) => response.setHeader("Content-Type", type).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const controlUrl = await listen(server);
  // The page that runs the suite in a browser is the control server's.
  const allowedOrigins = [controlUrl];
  const onRequest = (request: RecordedRequest): void => void answered.add(request);
  const sandbox = create({ dialect: "source", token, customers: 60, allowedOrigins, onRequest });
  const unused = createServer();
  const closedUrl = await listen(unused);
  unused.close();
  const listener = await sandbox.listen();

  return {
    sandboxUrl: listener.url,
    controlUrl,
    closedUrl,
    async close() {
      server.close();
      server.closeAllConnections();
      await listener.close();
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
