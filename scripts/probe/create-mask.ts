import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { fromFragment, isJsonObject, objectsIn, valueAt, type JsonObject, type JsonValue } from "../spec/json-value.ts";

/** What a string with a format becomes: another one with that format. */
const SAMPLES = {
  date: "2000-01-01",
  "date-time": "2000-01-01T00:00:00Z",
  email: "masked@example.com",
  uri: "https://example.com/masked",
  uuid: "99999999-9999-4999-8999-999999999999",
};

/** What a field is called, as opposed to a key that is data: an id, an e-mail address, the name of a person. */
const FIELD_NAME = /^(?=.{1,40}$)[a-z][A-Za-z_-]*\d{0,2}$/;

/** Replaces every value in a JSON value by one of the same kind. */
export type Mask = (value: JsonValue) => JsonValue;

/**
 * Creates a mask that keeps what a comparison with a document needs, and nothing else:
 *
 * - null, booleans, the texts `true` and `false`, and the enum values of the document stay;
 * - a text with one of the formats above becomes the sample of that format;
 * - in any other text, letters become `x` and digits `9`; ASCII punctuation and blanks stay, and so does the length;
 * - of a number, its sign stays, and whether it is an integer.
 *
 * Keys that look like the name of a field stay, so that an undocumented field can be reported. Keys of a map, such as
 * `metadata`, and all keys inside an undocumented field may be data and are masked.
 *
 * @param secrets texts that no key may hold either
 */
export function createMask(document: JsonObject, secrets: readonly string[] = []): Mask {
  const objects = objectsIn(document).map(({ object }) => object);
  const enums = objects.flatMap(({ enum: values }) => (Array.isArray(values) ? values : []));
  const kept = new Set<JsonValue>([...enums, "true", "false"]);
  const properties = objects.flatMap((object) => Object.entries(Object(object["properties"]) as JsonObject));
  const documented = new Set(properties.map(([name]) => name));
  const maps = new Set(properties.flatMap(([name, schema]) => (isMap(schema, document) ? [name] : [])));
  const ajv = new Ajv();
  addFormats.default(ajv);
  const formats = Object.entries(SAMPLES).map(([format, sample]) => ({
    matches: ajv.compile({ type: "string", format }),
    sample,
  }));

  const maskText = (text: string): string =>
    formats.find(({ matches }) => matches(text))?.sample ?? maskCharacters(text);
  const isFieldName = (key: string): boolean =>
    FIELD_NAME.test(key) && !secrets.some((secret) => key.toLowerCase().includes(secret.toLowerCase()));
  /** @param keys what the keys of an object are: those of a map hold data themselves, and so does all that is inside */
  const mask = (value: JsonValue, keys: "fields" | "entries" | "data" = "fields"): JsonValue => {
    if (typeof value === "number") return Math.sign(value) * (Number.isInteger(value) ? 1 : 1.5);
    if (typeof value === "string") return kept.has(value) ? value : maskText(value);
    if (Array.isArray(value)) return value.map((element) => mask(element, keys === "data" ? keys : "fields"));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        keys === "fields" && isFieldName(key) ? key : maskCharacters(key),
        mask(child, keys !== "fields" || !documented.has(key) ? "data" : maps.has(key) ? "entries" : "fields"),
      ]),
    );
  };
  return (value) => mask(value);
}

function isMap(schema: JsonValue, document: JsonObject): boolean {
  if (!isJsonObject(schema)) return false;
  const target = typeof schema["$ref"] === "string" && fromFragment(schema["$ref"]);
  if (target) return isMap(valueAt(document, target) ?? null, document);
  return isJsonObject(schema["additionalProperties"]);
}

function maskCharacters(text: string): string {
  return text
    .replaceAll(/\p{N}/gu, "9")
    .replaceAll(/[A-Za-z]/g, "x")
    .replaceAll(/[^\p{ASCII}]/gu, "é");
}
