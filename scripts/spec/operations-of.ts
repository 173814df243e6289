import { isJsonObject, type JsonObject } from "./json-value.ts";
import { METHODS } from "./operation-index.ts";

/** An operation of a document, with where it is. */
export interface NamedOperation {
  /** Such as `GET /charges/{id}`. */
  readonly name: string;
  /** In lower case, as in the document. */
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

/** Returns the operations of a document, path by path and in the document's order. */
export function operationsOf({ paths }: JsonObject): NamedOperation[] {
  return Object.entries(isJsonObject(paths) ? paths : {}).flatMap(([path, item]) =>
    Object.entries(isJsonObject(item) ? item : {}).flatMap(([method, operation]) =>
      METHODS.includes(method) && isJsonObject(operation)
        ? [{ name: `${method.toUpperCase()} ${path}`, method, path, operation }]
        : [],
    ),
  );
}
