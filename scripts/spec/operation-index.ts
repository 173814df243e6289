import {
  fromFragment,
  isJsonObject,
  isWithin,
  objectsIn,
  toFragment,
  valueAt,
  type JsonObject,
  type JsonPath,
  type JsonValue,
} from "./json-value.ts";

/** The direction in which the values of a schema are sent. */
export interface Direction {
  /** From the caller to the server. */
  sent: boolean;
  /** From the server to the caller. */
  read: boolean;
}

/** Looks up the operations of a spec that a part of it belongs to. */
export interface OperationIndex {
  /** Names (`GET /charges/{id}`) of the operations that the part at `path` describes, directly or by reference. */
  operationsAt(path: JsonPath): string[];
  directionOf(schemaName: string): Direction;
}

interface Operation {
  name: string;
  path: string;
  method: string;
  /** Paths of everything that it refers to, directly or not. */
  sent: readonly JsonPath[];
  read: readonly JsonPath[];
}

/** The methods of a path item. */
export const METHODS: readonly string[] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Indexes a spec by what each of its operations refers to. */
export function createOperationIndex(document: JsonObject): OperationIndex {
  const operations = operationsOf(document);
  return {
    operationsAt: (path) =>
      operations.filter((operation) => belongsTo(path, operation, document)).map(({ name }) => name),
    directionOf: (schemaName) => {
      const schema = ["components", "schemas", schemaName];
      return {
        sent: operations.some(({ sent }) => sent.some((part) => overlap(part, schema))),
        read: operations.some(({ read }) => read.some((part) => overlap(part, schema))),
      };
    },
  };
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(Object(document["paths"]) as JsonObject).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isJsonObject(item) ? item[method] : undefined;
      if (!isJsonObject(item) || !isJsonObject(operation)) return [];
      const sent = referredBy([item["parameters"], operation["parameters"], operation["requestBody"]], document);
      const read = referredBy([operation["responses"]], document);
      return [{ name: `${method.toUpperCase()} ${path}`, path, method, sent, read }];
    }),
  );
}

function referredBy(parts: readonly (JsonValue | undefined)[], document: JsonObject): JsonPath[] {
  const found = new Map<string, JsonPath>();
  const follow = (part: JsonValue | undefined): void => {
    for (const { object } of objectsIn(part)) {
      const target = typeof object["$ref"] === "string" ? fromFragment(object["$ref"]) : undefined;
      if (!target || found.has(toFragment(target))) continue;
      found.set(toFragment(target), target);
      follow(valueAt(document, target));
    }
  };
  parts.forEach(follow);
  return [...found.values()];
}

function belongsTo(path: JsonPath, { path: own, method, sent, read }: Operation, document: JsonObject): boolean {
  const [section, name, part] = path;
  if (section === "paths") {
    if (name === undefined) return true;
    if (name === own) return part === undefined || part === method || !METHODS.includes(String(part));
  }
  // These apply to operations that have none of their own.
  if (section === "servers" || section === "security") {
    return valueAt(document, ["paths", own, method, section]) === undefined;
  }
  if (section === "components" && name === "securitySchemes") return true;
  return [...sent, ...read].some((referred) => overlap(referred, path));
}

function overlap(a: JsonPath, b: JsonPath): boolean {
  return a.length > 0 && b.length > 0 && (isWithin(a, b) || isWithin(b, a));
}
