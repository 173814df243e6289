import { isJsonObject, textOf, type JsonObject } from "../spec/json-value.ts";
import { operationsOf } from "../spec/operations-of.ts";
import { createCodeSample } from "./code-sample.ts";

const INTRODUCTION = `
[All references](../index.html) · [the package's types and functions](../typescript/index.html)

## Calls

The samples call the package \`tratta-client\`. Its client is made once:

\`\`\`ts
import { createTrattaClient } from "tratta-client";

const client = createTrattaClient({
  orgUuid: "<your org uuid>",
  token: "<your token>",
});
\`\`\`

A call resolves to \`{ data, error, response }\`. In the samples, a text in angle brackets stands for a value of yours, and each
amount is 1.

## Evidence

The vendor publishes no OpenAPI document. So each operation says what its path and request rest on, and what its response
rests on:

- \`vendor\`: a page of the vendor's documentation shows it.
- \`inferred\`: no page shows it, but another operation that a page shows makes it likely.
- \`source\`: only the source spec has it, a third party's approximation of the API.
- \`unknown\`: no page shows the response.
`;

/**
 * Returns a copy of the patched spec for the HTTP reference: each operation has its calls as a code sample, and its evidence
 * and what replaces it in its description.
 */
export async function createReferenceDocument(document: JsonObject): Promise<JsonObject> {
  const copy = structuredClone(document);
  const { info } = copy;
  if (isJsonObject(info)) {
    // An image on another host.
    delete info["x-logo"];
    info["description"] = `${textOf(info["description"])}\n${INTRODUCTION}`;
  }
  const operations = operationsOf(copy);
  const routes = new Map(operations.map(({ name, operation }) => [name, routeOf(operation)]));
  for (const { method, path, operation } of operations) {
    operation["x-codeSamples"] = [
      { lang: "TypeScript", source: await createCodeSample(method, path, operation, document) },
    ];
    operation["description"] = describe(operation, routes);
    delete operation["externalDocs"];
  }
  return copy;
}

/** Returns the fragment under which the page shows an operation. */
export function routeOf({ tags, operationId }: JsonObject): string {
  const [tag] = Array.isArray(tags) ? tags : [];
  return `/${slugOf(textOf(tag))}/${slugOf(textOf(operationId))}`;
}

/** Returns all fragments that the page knows. */
export function routesOf(document: JsonObject): string[] {
  const { tags } = document;
  return [
    "/",
    ...[...INTRODUCTION.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => `/section/${slugOf(heading)}`),
    ...(Array.isArray(tags) ? tags : []).map((tag) => `/${slugOf(isJsonObject(tag) ? textOf(tag["name"]) : "")}`),
    ...operationsOf(document).map(({ operation }) => routeOf(operation)),
  ];
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

function describe(operation: JsonObject, routes: ReadonlyMap<string, string>): string {
  const { externalDocs, "x-use-instead": useInstead } = operation;
  const route = routes.get(textOf(useInstead));
  const page = isJsonObject(externalDocs) ? ` ([the vendor's page](${textOf(externalDocs["url"])}))` : "";
  const evidence = `\`${textOf(operation["x-evidence"])}\`${page}; of the response: \`${textOf(operation["x-evidence-response"])}\``;
  return [
    textOf(useInstead) && `**Use instead:** ${route ? `[${textOf(useInstead)}](#${route})` : textOf(useInstead)}.`,
    textOf(operation["description"]),
    `**Evidence:** ${evidence}.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}
