/**
 * The little that the adapters and the edge examples use of each runtime: the full type packages contradict each other,
 * and the runtimes' packages are not installed together with the project's own.
 */
declare const Deno: {
  readonly args: readonly string[];
  readonly env: { get(name: string): string | undefined };
  serve(options: { port: number }, handler: (request: Request) => Response | Promise<Response>): unknown;
};

declare const Bun: {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  serve(options: { port: number; fetch: (request: Request) => Response | Promise<Response> }): { readonly url: URL };
};

interface KVNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options?: { expirationTtl: number }): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: { prefix: string }): Promise<{ readonly keys: readonly { readonly name: string }[] }>;
}

interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}

declare module "node:sqlite" {
  export class DatabaseSync {
    constructor(path: string);
    exec(sql: string): void;
    prepare(sql: string): { get(...values: string[]): unknown; run(...values: string[]): unknown };
  }
}

declare module "bun:sqlite" {
  export class Database {
    constructor(path: string);
    run(sql: string): void;
    query<Row, Values extends unknown[]>(
      sql: string,
    ): { get(...values: Values): Row | null; run(...values: Values): unknown };
  }
}

declare module "@edge-runtime/vm" {
  export class EdgeVM {
    constructor(options?: { extend?: (context: object) => object });
    evaluate<Result = unknown>(code: string): Result;
  }
}
