import type {
  BodySerializer,
  HeadersOptions,
  Middleware,
  QuerySerializer,
  QuerySerializerOptions,
} from "openapi-fetch";
import type { ErrorResponse, paths } from "../generated/schema.ts";
import type { FetchFunction } from "./internal/call.ts";

// openapi-fetch has types for all this that take any spec. They cost the compiler six times as much, let misspelt fields
// pass, and copy every model field by field, so that no editor shows its name.

/**
 * Calls a path that has the method `M`. What goes with the path may be left out where the spec requires none of it.
 * Resolves to `{ data, error, response }`.
 */
export interface ClientMethod<M extends Method> {
  <Path extends PathWith<M>, As extends ParseAs = "json">(
    path: Path,
    ...init: CallArguments<Path, M, As>
  ): Promise<CallAnswer<DataAs<JsonOf<paths[Path][M]>>[As]>>;
}

/** The same with the method, in lower case, as an argument. */
export interface ClientRequest {
  <M extends Method, Path extends PathWith<M>, As extends ParseAs = "json">(
    method: M,
    path: Path,
    ...init: CallArguments<Path, M, As>
  ): Promise<CallAnswer<DataAs<JsonOf<paths[Path][M]>>[As]>>;
}

/** What a call resolves to: `data` after a 2xx status, otherwise `error`. */
export type CallAnswer<Data> =
  | { data: Data; error?: never; response: Response }
  // The spec has no other error, and the client puts one of this type where an answer holds none.
  | { data?: never; error: ErrorResponse; response: Response };

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

// Aliases, not interfaces, from here on: what a user exports may need them, and the compiler can write those out.

type CallOptions = Omit<RequestInit, "body" | "headers" | "method" | "redirect"> & {
  readonly headers?: HeadersOptions;
  readonly fetch?: FetchFunction;
  readonly middleware?: Middleware[];
};

type TypedOptions<Operation, As> = {
  /** The form in which `data` is given; an error is always read as JSON. `@default "json"` */
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

type JsonOf<Operation> = Operation extends { responses: infer Answers }
  ? ContentOf<Answers[keyof Answers & SuccessStatus]>
  : never;
type ContentOf<Answer> = Answer extends { content: infer Content } ? Content[keyof Content] : undefined;
type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | "2XX";
