import type ts from "typescript";
import { compareShapes, type ShapeChange } from "./compare-shapes.ts";
import type { JsonObject } from "../spec/json-value.ts";
import { createOperationIndex, type Direction } from "../spec/operation-index.ts";
import { isOptional, propertiesOf, readSchemaPair, type SchemaPair } from "./schema-types.ts";

/** One difference in what users import from the package. */
export interface TypeChange extends ShapeChange {
  /** Name of a schema, an operation (`GET /charges`), or another exported name. */
  type: string;
  /** Operations that it affects, as in `GET /charges/{id}`. */
  operations: string[];
}

/** A patched spec and the types generated from it. */
export interface TypedSpec {
  document: JsonObject;
  /** Text of the generated TypeScript. */
  schema: string;
}

/** A property before and after; undefined when it does not exist. */
type Matched = [before: ts.Symbol | undefined, after: ts.Symbol | undefined];

const SENT: Direction = { sent: true, read: false };
const READ: Direction = { sent: false, read: true };

/**
 * Compares two versions of the generated types with the TypeScript compiler.
 *
 * @throws when one of the two does not compile
 */
export function compareTypes(before: TypedSpec, after: TypedSpec): TypeChange[] {
  const pair = readSchemaPair(before.schema, after.schema);
  const specs = [createOperationIndex(before.document), createOperationIndex(after.document)];
  const typesOf = (name: "paths" | "components" | "operations"): [string, Matched][] =>
    match([pair.before.get(name), pair.after.get(name)], pair);

  return [
    ...typesOf("components").flatMap(([section, sectionTypes]) =>
      section === "schemas" ? compareSchemas(sectionTypes, specs, pair) : compareNames(section, sectionTypes, pair),
    ),
    ...typesOf("paths").flatMap(([path, items]) => comparePath(path, items, pair)),
    ...typesOf("operations").flatMap(([name, operation]) => existence(`operations.${name}`, [], operation)),
  ];
}

function compareSchemas(
  schemas: Matched,
  specs: readonly ReturnType<typeof createOperationIndex>[],
  pair: SchemaPair,
): TypeChange[] {
  return matchInside(schemas, pair).flatMap(([schema, matched]) => {
    const operations = specs.flatMap((spec) => spec.operationsAt(["components", "schemas", schema]));
    const about = { type: schema, operations: [...new Set(operations)].toSorted() };
    const types = inBoth(matched, pair);
    if (!types) return existence(about.type, about.operations, matched);
    const sent = specs.some((spec) => spec.directionOf(schema).sent);
    // A schema that no operation uses can only be read.
    const read = !sent || specs.some((spec) => spec.directionOf(schema).read);
    return compareShapes(types, { sent, read }, pair).map((change) => ({ ...about, ...change }));
  });
}

// The contents of these sections are compared as part of the operations that use them.
function compareNames(section: string, components: Matched, pair: SchemaPair): TypeChange[] {
  return matchInside(components, pair).flatMap(([name, matched]) =>
    existence(`components.${section}.${name}`, [], matched),
  );
}

function comparePath(path: string, items: Matched, pair: SchemaPair): TypeChange[] {
  return matchInside(items, pair)
    .filter(([method]) => method !== "parameters")
    .flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      if (!inBoth(operation, pair)) return existence(name, [name], operation);
      const changes = matchInside(operation, pair).flatMap(([part, matched]) => comparePart(part, matched, pair));
      return changes.map((change) => ({ type: name, operations: [name], ...change }));
    });
}

function comparePart(part: string, matched: Matched, pair: SchemaPair): ShapeChange[] {
  if (part === "requestBody") return compareRequestBody(matched, pair);
  const types = inBoth(matched, pair);
  return types ? compareShapes(types, part === "responses" ? READ : SENT, pair, part) : [];
}

function compareRequestBody(body: Matched, pair: SchemaPair): ShapeChange[] {
  const [required, nowRequired] = body.map((property) => property !== undefined && !isOptional(property));
  const requirement = nowRequired ? "is now required" : "is no longer required";
  // A call sends the body in one media type, so an additional one requires nothing of callers.
  const content = matchInside(body, pair).flatMap(([, mediaTypes]) => matchInside(mediaTypes, pair));
  return [
    ...(required === nowRequired
      ? []
      : [{ member: "requestBody", text: requirement, breaking: nowRequired || body[1] === undefined }]),
    ...content.flatMap(([mediaType, matched]) => {
      const member = `requestBody.${mediaType}`;
      const types = inBoth(matched, pair);
      if (types) return compareShapes(types, SENT, pair, member);
      return existence(member, [], matched).map(({ text, breaking }) => ({ member, text, breaking }));
    }),
  ];
}

function existence(type: string, operations: string[], [before, after]: Matched): TypeChange[] {
  if (before && after) return [];
  return [{ type, operations, member: "", text: after ? "was added" : "was removed", breaking: !after }];
}

function matchInside([before, after]: Matched, pair: SchemaPair): [string, Matched][] {
  const { checker } = pair;
  return match([before && checker.getTypeOfSymbol(before), after && checker.getTypeOfSymbol(after)], pair);
}

function match(types: readonly (ts.Type | undefined)[], { checker }: SchemaPair): [string, Matched][] {
  const [before, after] = types.map((type) =>
    type ? propertiesOf(checker.getNonNullableType(type), checker) : new Map<string, ts.Symbol>(),
  );
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].toSorted();
  return names.map((name) => [name, [before?.get(name), after?.get(name)]]);
}

function inBoth([before, after]: Matched, { checker }: SchemaPair): [ts.Type, ts.Type] | undefined {
  return before && after && [checker.getTypeOfSymbol(before), checker.getTypeOfSymbol(after)];
}
