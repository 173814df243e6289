import type {
  BodySerializer,
  HeadersOptions,
  Middleware,
  QuerySerializer,
  QuerySerializerOptions,
} from "openapi-fetch";
import type { ErrorResponse, paths } from "../generated/schema.ts";
import type { FetchFunction } from "./internal/call.ts";
import type { RetryOptions } from "./internal/limits.ts";

// openapi-fetch's own types fit any spec. They cost the compiler six times as much, accept misspelt fields, and copy every
// model field by field, so that no editor shows its name.

/**
 * Calls a path that has the method `M`. The second argument is optional when the spec requires nothing in it. Resolves to `{ data, error, response }`.
 */
export interface ClientMethod<M extends Method> {
  <Path extends PathWith<M>, As extends ParseAs = "json">(
    path: Path,
    ...init: CallArguments<Path, M, As>
  ): Promise<CallResult<DataAs<JsonOf<paths[Path][M]>>[As]>>;
}

/** The same with the method, in lower case, as an argument. */
export interface ClientRequest {
  <M extends Method, Path extends PathWith<M>, As extends ParseAs = "json">(
    method: M,
    path: Path,
    ...init: CallArguments<Path, M, As>
  ): Promise<CallResult<DataAs<JsonOf<paths[Path][M]>>[As]>>;
}

/** The result of a call: `data` after a 2xx status, otherwise `error`. */
// The spec has no other error, and the client adds one of this type when a response has none.
export type CallResult<Data> = ResultOf<Data, ErrorResponse>;

/** The result of a call of any openapi-fetch client. */
export type ResultOf<Data, Failure> =
  { data: Data; error?: never; response: Response } | { data?: never; error: Failure; response: Response };

/** @deprecated Use `CallResult`. */
export type CallAnswer<Data> = CallResult<Data>;

type Method = "get" | "put" | "post" | "delete";

type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

type CallArguments<Path extends keyof paths, M extends Method, As> =
  {} extends CallInit<Path, M, As> ? [init?: CallInit<Path, M, As>] : [init: CallInit<Path, M, As>];

type CallInit<Path extends keyof paths, M extends Method, As> = CallOptions &
  TypedOptions<paths[Path][M], As> &
  ParamsOf<paths[Path][M]> &
  BodyOf<paths[Path][M]>;

// Aliases, not interfaces, from here on: the compiler can write them out when it emits declarations for code of users.

type CallOptions = Omit<RequestInit, "body" | "headers" | "method" | "redirect"> & {
  readonly headers?: HeadersOptions;
  readonly fetch?: FetchFunction;
  readonly middleware?: Middleware[];
  /** Longest time for one attempt of this call, in milliseconds. `@default` that of the client */
  readonly timeoutMs?: number;
  /** Limits of this call's repetition; what it leaves out is that of the client. */
  readonly retry?: false | RetryOptions;
};

type TypedOptions<Operation, As> = {
  /** The form of `data`. An error is always read as JSON. `@default "json"` */
  readonly parseAs?: As;
  readonly querySerializer?: QuerySerializer<Operation> | QuerySerializerOptions;
  readonly bodySerializer?: BodySerializer<Operation>;
};

type DataAs<Json> = {
  json: Json;
  text: string;
  blob: Blob;
  arrayBuffer: ArrayBuffer;
  stream: Response["body"];
};
type ParseAs = keyof DataAs<unknown>;

// The brackets keep the compiler from trying a type on every operation of the API at once: that took a third of its time.

type ParamsOf<Operation> = [Operation] extends [{ parameters: infer Params }]
  ? {} extends Params
    ? { params?: Params }
    : { params: Params }
  : never;

type BodyOf<Operation> = [Operation] extends [{ requestBody: { content: infer Content } }]
  ? { body: Content[keyof Content] }
  : [Operation] extends [{ requestBody?: { content: infer Content } }]
    ? { body?: Content[keyof Content] }
    : never;

type JsonOf<Operation> = Operation extends { responses: infer Responses }
  ? ContentOf<Responses[keyof Responses & SuccessStatus]>
  : never;
type ContentOf<Result> = Result extends { content: infer Content } ? Content[keyof Content] : undefined;
type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | "2XX";
