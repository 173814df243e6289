/** What is safe to show of what `fetch` threw: its text may quote a token or a response. */
export interface InnermostCause {
  /** The class of the error, such as `SocketError`; may be empty. */
  readonly name: string;
  /** Its code, such as `ECONNRESET`; may be empty. */
  readonly code: string;
}

/** The innermost cause that has a code; the innermost of all when none has. */
export function innermostCause(error: unknown, depth = 8): InnermostCause {
  const { name, code, cause } = (error ?? {}) as { name?: unknown; code?: unknown; cause?: unknown };
  const own = { name: wordOf(name), code: wordOf(code) };
  if (cause === undefined || depth === 0) return own;
  const inner = innermostCause(cause, depth - 1);
  return inner.code || (inner.name && !own.code) ? inner : own;
}

function wordOf(value: unknown): string {
  return typeof value === "string" && /^[a-z_]{2,40}$/i.test(value) ? value : "";
}
