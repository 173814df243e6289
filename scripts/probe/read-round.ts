import type { CallResult, TrattaClient } from "tratta-client";
import { fromFragment, isJsonObject, objectsIn, valueAt, type JsonObject, type JsonValue } from "../spec/json-value.ts";
import type { Recorder } from "./record-traffic.ts";

type Call = (method: "get", path: string, init: object) => Promise<CallResult<unknown>>;

/** Reads each list of a document with one row, then one of each resource whose id is found in the lists. */
export async function readRound(
  client: TrattaClient,
  document: JsonObject,
  { attempt }: Pick<Recorder, "attempt">,
): Promise<void> {
  const get = client.request as unknown as Call;
  const readable = Object.entries(Object(document["paths"]) as JsonObject).filter(([, item]) => valueAt(item, ["get"]));
  const bodies = new Map<string, JsonValue>();
  for (const [path, item] of readable) {
    if (path.includes("{")) continue;
    // A parameter that the document does not have would count as a contradiction.
    const query = hasLimit(item, document) ? { limit: 1 } : {};
    bodies.set(
      path,
      ((await attempt(`GET ${path}`, () => get("get", path, { params: { query } }))) ?? null) as JsonValue,
    );
  }
  for (const [path] of readable) {
    const list = /^(.*)\/\{id\}$/.exec(path)?.[1];
    const id = list && findId(list, bodies);
    if (id) await attempt(`GET ${path}`, () => get("get", path, { params: { path: { id } } }));
  }
}

function hasLimit(item: JsonValue, document: JsonObject): boolean {
  const parameters = valueAt(item, ["get", "parameters"]);
  return (
    Array.isArray(parameters) &&
    parameters.some((parameter) => {
      const reference = valueAt(parameter, ["$ref"]);
      const target = typeof reference === "string" && fromFragment(reference);
      return valueAt(target ? (valueAt(document, target) ?? null) : parameter, ["name"]) === "limit";
    })
  );
}

/** The id of a row of the list itself, or else one that another row mentions, such as `payment_plan.id` of an account. */
function findId(list: string, bodies: ReadonlyMap<string, JsonValue>): string | undefined {
  const own = valueAt(bodies.get(list) ?? null, ["data", 0, "id"]);
  const name = list.slice(1).replaceAll("-", "_").replace(/s$/, "");
  const rows = [...bodies].flatMap(([, body]) => objectsIn(body));
  const mentioned = rows.flatMap(({ object }) => [
    object[`${name}_id`],
    isJsonObject(object[name]) ? object[name]["id"] : undefined,
  ]);
  return [own, ...mentioned].find((id) => typeof id === "string" && id !== "") as string | undefined;
}
