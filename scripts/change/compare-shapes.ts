import ts from "typescript";
import type { Direction } from "../spec/operation-index.ts";
import { isOptional, matchProperties, membersOf, type SchemaPair } from "./schema-types.ts";

/** One difference between a type as it was and as it is. */
export interface ShapeChange {
  /** Where inside the type, as in `data[].status`; empty for the type as a whole. */
  member: string;
  /** What has changed, without a full stop. */
  text: string;
  /** Whether code that compiled may no longer compile. */
  breaking: boolean;
}

type Types = [before: ts.Type, after: ts.Type];

/**
 * Compares two versions of a type from the point of view of code that was written for the first.
 *
 * - A type that is read may only gain properties and lose `null`: code names its properties and compares them with each
 *   of their values.
 * - A type that is sent may only accept more: a removed property is an error in an object literal.
 *
 * Parts with the same name in both schemas are left out: they are compared under that name.
 *
 * @param member path of the types inside the reported type; "" for the type itself
 */
export function compareShapes(types: Types, direction: Direction, pair: SchemaPair, member = ""): ShapeChange[] {
  const { checker } = pair;
  const compared = new Map<ts.Type, Set<ts.Type>>();

  function compare([before, after]: Types, place: string): ShapeChange[] {
    const [was, is] = [membersOf(before), membersOf(after)];
    const [objectBefore, objectAfter] = [onlyObject(was), onlyObject(is)];
    if (!objectBefore || !objectAfter || checker.isArrayType(objectBefore) !== checker.isArrayType(objectAfter)) {
      return compareValues(was, is, place);
    }
    const isValue = (type: ts.Type): boolean => !isObject(type);
    return [
      ...compareValues(was.filter(isValue), is.filter(isValue), place),
      ...compareObjects([objectBefore, objectAfter], place),
    ];
  }

  function compareValues(before: ts.Type[], after: ts.Type[], place: string): ShapeChange[] {
    const [namesBefore, namesAfter] = [before.map(nameOf), after.map(nameOf)];
    const lost = before.filter((type) => !namesAfter.includes(nameOf(type)));
    const gained = after.filter((type) => !namesBefore.includes(nameOf(type)));
    if (lost.length === 0 && gained.length === 0) return [];
    const wasUnknown = before.some((type) => type.flags & ts.TypeFlags.Unknown);
    const breaksSending = lost.some((type) => !after.some((other) => checker.isTypeAssignableTo(type, other)));
    const breaksReading = !wasUnknown && [...lost.filter((type) => !isNull(type)), ...gained].length > 0;
    const [was, is] = [lost, gained].map((members) => members.map(nameOf).join(" | "));
    let text = `\`${was}\` became \`${is}\``;
    if (gained.length === 0) text = `can no longer be \`${was}\``;
    if (lost.length === 0) text = `can now also be \`${is}\``;
    const breaking = (direction.sent && breaksSending) || (direction.read && breaksReading);
    return [{ member: place, text, breaking }];
  }

  function compareObjects([before, after]: Types, place: string): ShapeChange[] {
    const name = pair.names.get(before);
    if (place !== "" && name !== undefined && name === pair.names.get(after)) return [];
    const seen = compared.get(before) ?? new Set();
    compared.set(before, seen);
    if (seen.has(after)) return [];
    seen.add(after);
    if (checker.isArrayType(before)) return compare([elementOf(before), elementOf(after)], `${place}[]`);
    return [...compareProperties([before, after], place), ...compareIndex([before, after], place)];
  }

  function compareProperties(objects: Types, place: string): ShapeChange[] {
    return matchProperties(objects, pair).flatMap(([name, [was, is]]) => {
      const inside = place === "" ? name : `${place}.${name}`;
      if (!is) return [{ member: inside, text: "was removed", breaking: true }];
      if (!was) {
        const required = direction.sent && !isOptional(is);
        return [{ member: inside, text: required ? "was added and is required" : "was added", breaking: required }];
      }
      const changes = compare([checker.getTypeOfSymbol(was), checker.getTypeOfSymbol(is)], inside);
      if (isOptional(was) === isOptional(is)) return changes;
      return [
        isOptional(is)
          ? { member: inside, text: "became optional", breaking: direction.read }
          : { member: inside, text: "became required", breaking: direction.sent },
        ...changes,
      ];
    });
  }

  function compareIndex([before, after]: Types, place: string): ShapeChange[] {
    // The generator writes an index of `never` for an object without documented properties.
    const [was, is] = [before, after].map((type) => {
      const index = type.getStringIndexType();
      return index && (index.flags & ts.TypeFlags.Never) === 0 ? index : undefined;
    });
    const inside = `${place}[key]`;
    if (was && is) return compare([was, is], inside);
    if (was) return [{ member: inside, text: "no longer accepts other properties", breaking: true }];
    return is ? [{ member: inside, text: "now accepts other properties", breaking: false }] : [];
  }

  function elementOf(array: ts.Type): ts.Type {
    return checker.getTypeArguments(array as ts.TypeReference)[0] ?? array;
  }

  function nameOf(type: ts.Type): string {
    return pair.names.get(type) ?? checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  return compare(types, member);
}

/** The object among the members of a union, when there is exactly one. */
function onlyObject(members: readonly ts.Type[]): ts.Type | undefined {
  const [object, ...others] = members.filter(isObject);
  return others.length === 0 ? object : undefined;
}

function isObject(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}

function isNull(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Null) !== 0;
}
