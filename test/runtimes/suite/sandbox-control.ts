import type { Fault, FaultMatch, RecordedRequest } from "tratta-client/sandbox";

/** What the sandbox has seen since the check began. */
export interface Received {
  /** Oldest first; preflight requests are left out. */
  readonly requests: readonly RecordedRequest[];
  /** How many of them are still being answered. */
  readonly underWay: number;
  /** Requests, preflight requests included, that went to a server which is not the API. */
  readonly elsewhere: number;
}

/** Reaches the sandbox from inside a runtime. */
export interface SandboxControl {
  /** Resets the sandbox, and tells which check begins. */
  readonly begin: (check: string) => Promise<void>;
  readonly addFault: (fault: Fault, match?: FaultMatch) => Promise<void>;
  /** Keeps every page from this one on waiting for a minute. */
  readonly holdPagesFrom: (page: number) => Promise<void>;
  readonly received: () => Promise<Received>;
}

/** Makes the suite's end of the control server. */
export function createSandboxControl(controlUrl: string): SandboxControl {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(controlUrl + path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`The control server answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    begin: async (check) => void (await post("/begin", check)),
    addFault: async (fault, match = {}) => void (await post("/faults", { fault, match })),
    holdPagesFrom: async (page) => void (await post("/hold-pages", page)),
    received: async () => (await post("/received", null)) as Received,
  };
}
