import { format } from "prettier";
import { isJsonObject, textOf, valueAt, type JsonObject, type JsonValue } from "../spec/json-value.ts";
import { resolve, sampleValue } from "./sample-value.ts";

/** Helpers of the package that are safer than the operation's own call, by `operationId`. */
const HELPERS: Readonly<Record<string, (body: string) => string>> = {
  createCharge: (body) => `
    // Sends the charge once. If the response is lost,
    // the charge is looked for.
    const result = await chargeOnce(client, ${body});`,
  updatePaymentPlanById: (body) => `
    // Checks first whether the plan may be changed.
    const plan = await updatePaymentPlan(client, "<id>", ${body});`,
  deletePaymentPlanById: () => `
    // Throws unless the plan is deleted.
    await deletePaymentPlan(client, "<id>");`,
};

/** Writes the client's call of an operation, and before it the call of a helper where the package has one. */
export async function createCodeSample(
  method: string,
  path: string,
  operation: JsonObject,
  document: JsonObject,
): Promise<string> {
  const parameters = parametersOf(path, operation, document);
  const body = bodyOf(operation, document);
  const valuesIn = (place: string): [string, JsonValue][] =>
    parameters.flatMap(({ in: own, name, required, schema }) =>
      own === place && typeof name === "string" && required === true
        ? [[name, sampleValue(schema, document, name)]]
        : [],
    );
  const params = ["path", "query"]
    .map((place) => [place, valuesIn(place)] as const)
    .filter(([, { length }]) => length > 0);
  const init = {
    ...(params.length > 0 && {
      params: Object.fromEntries(params.map(([place, values]) => [place, Object.fromEntries(values)])),
    }),
    ...(body !== undefined && { body }),
  };
  const quoted = JSON.stringify(path);
  const rest = Object.keys(init).length > 0 ? `, ${JSON.stringify(init)}` : "";
  const call = `const { data, error } = await client.${method.toUpperCase()}(${quoted}${rest});`;

  const isList = method === "get" && parameters.some(({ in: place, name }) => place === "query" && name === "page");
  const helper = isList
    ? `// Every row, page by page.\nfor await (const row of paginate(client, ${quoted})) { console.log(row); }`
    : HELPERS[textOf(operation["operationId"])]?.(JSON.stringify(body));
  const code = helper ? `${helper}\n\n// ${isList ? "One page" : "The operation itself"}.\n${call}` : call;
  // About as wide as the page's column for samples.
  return (await format(code, { parser: "typescript", printWidth: 60 })).trim();
}

function parametersOf(path: string, { parameters }: JsonObject, document: JsonObject): JsonObject[] {
  const shared = valueAt(document, ["paths", path, "parameters"]);
  return [shared, parameters]
    .flatMap((each) => (Array.isArray(each) ? each : []))
    .map((each) => resolve(each, document));
}

function bodyOf({ requestBody }: JsonObject, document: JsonObject): JsonValue | undefined {
  const { content } = resolve(requestBody, document);
  const media = isJsonObject(content) ? content["application/json"] : undefined;
  if (!isJsonObject(media)) return undefined;
  return media["example"] ?? sampleValue(media["schema"], document);
}
