/** What can change in a sandbox besides the requests: `state` is the records. */
export type SandboxPart = "clock" | "faults" | "state" | "deliveries";

export const SANDBOX_PARTS: readonly SandboxPart[] = ["clock", "faults", "state", "deliveries"];

/** Says that a part of the sandbox has changed, but not what: who follows it reads that part anew. */
export interface ChangeFeed {
  note(part: SandboxPart): void;
  /** Passes on what changes from now on. Returns what stops that. */
  follow(follower: (part: SandboxPart) => void): () => void;
}

/** Creates a feed that nobody follows yet. */
export function createChangeFeed(): ChangeFeed {
  const followers = new Set<(part: SandboxPart) => void>();
  return {
    note(part) {
      for (const follower of followers) follower(part);
    },
    follow(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}
