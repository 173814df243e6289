import type ts from "typescript";
import { compareShapes, type ShapeChange } from "./compare-shapes.ts";
import type { JsonObject } from "../spec/json-value.ts";
import { createOperationIndex, type Direction } from "../spec/operation-index.ts";
import { isOptional, matchProperties, readSchemaPair, type Matched } from "./schema-types.ts";

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

  function compareComponents(section: string, components: Matched): TypeChange[] {
    return inside(components).flatMap(([name, matched]) => {
      if (section === "schemas") return compareSchema(name, matched);
      // The contents are compared as part of the operations that use them.
      return about(`components.${section}.${name}`, [], existence(matched));
    });
  }

  function compareSchema(name: string, matched: Matched): TypeChange[] {
    const affected = specs.flatMap((spec) => spec.operationsAt(["components", "schemas", name]));
    const types = inBoth(matched);
    const sent = specs.some((spec) => spec.directionOf(name).sent);
    // A schema that no operation uses can only be read.
    const read = !sent || specs.some((spec) => spec.directionOf(name).read);
    const changes = types ? compareShapes(types, { sent, read }, pair) : existence(matched);
    return about(name, [...new Set(affected)].toSorted(), changes);
  }

  function compareOperation(name: string, operation: Matched): TypeChange[] {
    if (!inBoth(operation)) return about(name, [name], existence(operation));
    const changes = inside(operation).flatMap(([part, matched]) => {
      if (part === "requestBody") return compareRequestBody(matched);
      const types = inBoth(matched);
      return types ? compareShapes(types, part === "responses" ? READ : SENT, pair, part) : [];
    });
    return about(name, [name], changes);
  }

  function compareRequestBody(body: Matched): ShapeChange[] {
    const [required, nowRequired] = body.map((property) => property !== undefined && !isOptional(property));
    const text = nowRequired ? "is now required" : "is no longer required";
    const requirement = { member: "requestBody", text, breaking: nowRequired || body[1] === undefined };
    // A call sends the body in one media type, so an additional one requires nothing of callers.
    const content = inside(body).flatMap(([, mediaTypes]) => inside(mediaTypes));
    return [
      ...(required === nowRequired ? [] : [requirement]),
      ...content.flatMap(([mediaType, matched]) => {
        const member = `requestBody.${mediaType}`;
        const types = inBoth(matched);
        return types ? compareShapes(types, SENT, pair, member) : existence(matched, member);
      }),
    ];
  }

  function inside(matched: Matched): [string, Matched][] {
    const types = matched.map((property) => property && pair.checker.getTypeOfSymbol(property));
    return matchProperties(types, pair);
  }

  function inBoth([was, is]: Matched): [ts.Type, ts.Type] | undefined {
    return was && is && [pair.checker.getTypeOfSymbol(was), pair.checker.getTypeOfSymbol(is)];
  }

  const exported = (name: string): [string, Matched][] =>
    matchProperties([pair.before.get(name), pair.after.get(name)], pair);
  return [
    ...exported("components").flatMap(([section, components]) => compareComponents(section, components)),
    ...exported("paths").flatMap(([path, items]) =>
      inside(items)
        .filter(([method]) => method !== "parameters")
        .flatMap(([method, operation]) => compareOperation(`${method.toUpperCase()} ${path}`, operation)),
    ),
    ...exported("operations").flatMap(([name, operation]) => about(`operations.${name}`, [], existence(operation))),
  ];
}

function about(type: string, operations: string[], changes: readonly ShapeChange[]): TypeChange[] {
  return changes.map((change) => ({ type, operations, ...change }));
}

function existence([before, after]: Matched, member = ""): ShapeChange[] {
  if (before && after) return [];
  return [{ member, text: after ? "was added" : "was removed", breaking: !after }];
}
