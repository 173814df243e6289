import { fromFragment, isJsonObject, textOf, valueAt, type JsonObject, type JsonValue } from "../spec/json-value.ts";

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: "2030-01-31",
  "date-time": "2030-01-31T12:00:00Z",
  email: "ada@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/**
 * Returns a value that a schema accepts: its example or default where it has one, otherwise as little as makes sense. Of an
 * object's properties it has those that are required, and those whose description says when they are ("Required when …"); where
 * none is always required, it has all. A text without a format is the property's name in angle brackets.
 *
 * @param name of the property that the value is for
 */
export function sampleValue(schema: JsonValue | undefined, document: JsonObject, name = "value"): JsonValue {
  return sample(schema, name, document, []);
}

function sample(given: JsonValue | undefined, name: string, document: JsonObject, within: JsonObject[]): JsonValue {
  const schema = resolve(given, document);
  const { example, default: standard, enum: values, type, format, items, minLength } = schema;
  const value = example ?? standard ?? (Array.isArray(values) ? values[0] : undefined);
  if (value !== undefined) return value;
  // A schema that contains itself.
  if (within.includes(schema)) return {};
  const inside = [...within, schema];

  const { allOf, anyOf, oneOf } = schema;
  const [alternative] = [anyOf, oneOf].flatMap((each) => (Array.isArray(each) ? each : []));
  const parts = Array.isArray(allOf) ? allOf : alternative === undefined ? [] : [alternative];
  const samples = parts.map((part) => sample(part, name, document, inside));
  if (samples.length > 0 && !samples.every(isJsonObject)) return samples[0] ?? null;
  if (samples.length > 0 || type === "object" || schema["properties"]) {
    const own = sampledProperties(schema, document).map(([key, each]) => [key, sample(each, key, document, inside)]);
    return Object.assign({}, ...samples, Object.fromEntries(own));
  }
  if (type === "array") return [sample(items, name, document, inside)];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return Math.max(1, Math.ceil(Number(schema["minimum"] ?? 1)));
  if (type !== "string") return {};
  return (typeof format === "string" && BY_FORMAT[format]) || `<${name}>`.padEnd(Number(minLength ?? 0), "*");
}

function sampledProperties({ properties, required }: JsonObject, document: JsonObject): [string, JsonValue][] {
  const writable = Object.entries(isJsonObject(properties) ? properties : {}).filter(
    ([, property]) => resolve(property, document)["readOnly"] !== true,
  );
  if (!Array.isArray(required) || required.length === 0) return writable;
  return writable.filter(
    ([key, property]) =>
      required.includes(key) || /^Required\b/.test(textOf(resolve(property, document)["description"])),
  );
}

/** Follows references. */
export function resolve(value: JsonValue | undefined, document: JsonObject): JsonObject {
  const found = isJsonObject(value) ? value : {};
  const target = typeof found["$ref"] === "string" ? fromFragment(found["$ref"]) : undefined;
  return target ? resolve(valueAt(document, target), document) : found;
}
