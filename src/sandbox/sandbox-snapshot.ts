import { isSandboxTime } from "./controls/sandbox-clock.ts";
import type { StoreSnapshot } from "./domain/store-snapshot.ts";
import type { Dialect } from "./domain/store.ts";
import type { SavedDelivery } from "./webhooks/webhook-sender.ts";

/**
 * The state of a sandbox as a value that `JSON.stringify` takes, for a file of fixtures. It holds the data, the clock and the
 * deliveries of webhooks, **with the secrets of the webhooks**, since restoring needs them: keep one that has secrets of
 * yours as you keep those. It holds no faults, recorded requests or options.
 *
 * What else it consists of may change: a sandbox reads the version that it writes.
 */
export interface SandboxSnapshot {
  readonly format: string;
  readonly version: number;
  readonly dialect: string;
  /** The time in the sandbox, in epoch milliseconds. */
  readonly now: number;
  readonly store: object;
  readonly deliveries: readonly object[];
}

/** A snapshot whose outer form has been checked. */
export interface CheckedSnapshot extends SandboxSnapshot {
  readonly dialect: Dialect;
  readonly store: StoreSnapshot;
  readonly deliveries: readonly SavedDelivery[];
}

const FORMAT = "tratta-client/sandbox";
const VERSION = 1;

/** Makes a snapshot of its parts. */
export function createSnapshot(parts: Omit<CheckedSnapshot, "format" | "version">): CheckedSnapshot {
  return { format: FORMAT, version: VERSION, ...parts };
}

/** Checks that a value is a snapshot; the parts of the store are checked when it is restored.
 * @throws TypeError that says what is wrong */
export function checkSnapshot(value: unknown): CheckedSnapshot {
  if (typeof value === "string") throw new TypeError("snapshot must be an object, not a string; parse the JSON first");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what follows checks it
  const snapshot = Object(value) as Partial<CheckedSnapshot>;
  const { format, version, dialect, now, store, deliveries } = snapshot;
  if (format !== FORMAT)
    throw new TypeError("snapshot must be what sandbox.snapshot() returned, or that parsed from JSON");
  if (version !== VERSION) {
    throw new TypeError(
      `snapshot has version ${JSON.stringify(version)}, and this sandbox reads ${VERSION}; make it anew`,
    );
  }
  if (dialect !== "vendor" && dialect !== "source")
    throw new TypeError('snapshot.dialect must be "vendor" or "source"');
  if (!isSandboxTime(now)) throw new TypeError("snapshot.now must be epoch milliseconds, up to the year 8999");
  if (typeof store !== "object" || store === null) throw new TypeError("snapshot.store must be an object");
  if (!Array.isArray(deliveries) || !deliveries.every((delivery) => Array.isArray(delivery?.times))) {
    throw new TypeError("snapshot.deliveries must be a list of deliveries");
  }
  return { format, version, dialect, now, store, deliveries };
}
