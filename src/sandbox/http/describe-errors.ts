import type { ErrorObject } from "ajv";
import type { Dialect } from "../domain/store.ts";
import { maskNumbers } from "./mask-numbers.ts";

/** What is wrong with one field of a request; it never quotes a value. */
export interface Refusal {
  /** Such as `card.card_number` or `query.limit`. */
  readonly field: string;
  readonly message: string;
}

/** A schema of `anyOf` or `oneOf`, and the errors that the request has by it. */
interface Alternative {
  readonly errors: readonly ErrorObject[];
  /** Whether the request has the wrong type for it, such as a text for an object. */
  readonly isOtherType: boolean;
  /** How many fields of the request it has. */
  readonly known: number;
}

// Each is compared with all errors: those of a body of 5 MB would take hours.
const MAX_CHOICES = 200;
// A body of 5 MB can have millions.
const MAX_ERRORS = 1_000;

const MORE: Refusal = { field: "The request body", message: "The request body has more errors, which are not listed" };

/**
 * Describes the validator's errors, which need `verbose`. Where a body may be one of several schemas, only the errors by
 * the closest one count: the one that has most of the request's fields, otherwise the dialect's own. The document puts the
 * vendor's schema first and the source spec's last.
 */
export function describeErrors(errors: readonly ErrorObject[], dialect: Dialect): Refusal[] {
  if (errors.length > MAX_ERRORS) return [...describeErrors(errors.slice(0, MAX_ERRORS), dialect), MORE];
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const last = choices[MAX_CHOICES - 1];
  if (last !== undefined && choices.length > MAX_CHOICES) {
    return [...describeErrors(errors.slice(0, errors.indexOf(last) + 1), dialect), MORE];
  }
  const outermost = choices.filter((choice) => !choices.some((other) => isWithin(choice, other)));
  const plain = errors.filter(
    (error) => !choices.includes(error) && !choices.some((choice) => isWithin(error, choice)),
  );
  const described = [...plain.map(describe), ...outermost.flatMap((choice) => describeChoice(choice, errors, dialect))];
  const distinct = new Map(described.map((refusal) => [refusal.message, refusal]));
  return [...distinct.values()];
}

function isWithin(error: ErrorObject, choice: ErrorObject): boolean {
  const isBelow = `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);
  return isBelow && error.schemaPath.startsWith(`${choice.schemaPath}/`);
}

function describeChoice(choice: ErrorObject, errors: readonly ErrorObject[], dialect: Dialect): Refusal[] {
  const schemas = readSchemas(choice);
  const field = fieldOf(choice);
  const passing: unknown = choice.params["passingSchemas"];
  if (Array.isArray(passing)) {
    const names = passing.flatMap((index: number) => schemas[index]?.required ?? []);
    const all = names.join(" and ");
    return [{ field: names[1] ?? field, message: `${all} exclude each other; send one of them` }];
  }
  const alternatives = schemas.map(({ properties = {} }, index): Alternative => {
    const path = `${choice.schemaPath}/${index}/`;
    const own = errors.filter((error) => isWithin(error, choice) && error.schemaPath.startsWith(path));
    return {
      errors: own,
      isOtherType: own.some(({ keyword, instancePath }) => keyword === "type" && instancePath === choice.instancePath),
      known: Object.keys(Object(choice.data)).filter((name) => name in properties).length,
    };
  });
  if (alternatives.every(({ isOtherType }) => isOtherType)) {
    const types = new Set(schemas.map(({ type }) => type));
    return [{ field, message: `${field} must be ${[...types].join(" or ")}` }];
  }
  const fitting = alternatives.filter(({ isOtherType }) => !isOtherType);
  const most = Math.max(...fitting.map(({ known }) => known));
  const closest = fitting.filter(({ known }) => known === most);
  const best = closest.at(dialect === "vendor" ? 0 : -1);
  return describeEitherField(closest) ?? describeErrors(best?.errors ?? [], dialect);
}

/** Describes alternatives that each lack one field, and not the same. */
function describeEitherField(alternatives: readonly Alternative[]): Refusal[] | undefined {
  const missing = alternatives.map(({ errors: [first, ...others] }) =>
    first?.keyword === "required" && others.length === 0 ? fieldOf(first) : undefined,
  );
  const names = new Set(missing);
  if (names.size < 2 || names.has(undefined)) return undefined;
  return [{ field: missing[0] ?? "", message: `${[...names].join(" or ")} is required` }];
}

interface AlternativeSchema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: object;
}

function readSchemas(choice: ErrorObject): readonly AlternativeSchema[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the value of anyOf or oneOf, dereferenced
  return (choice.schema ?? []) as AlternativeSchema[];
}

function describe(error: ErrorObject): Refusal {
  const field = fieldOf(error);
  return { field, message: `${field} ${requirementOf(error)}` };
}

function requirementOf({ keyword, params, message = "is not valid" }: ErrorObject): string {
  if (keyword === "required") return "is required";
  if (keyword === "additionalProperties") return "is not known";
  if (keyword === "format") return `must be a valid ${String(params["format"])}`;
  if (keyword === "enum") return `must be one of ${String(params["allowedValues"])}`;
  if (keyword === "maxItems") return `must have at most ${String(params["limit"])} items`;
  return message;
}

function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.split("/").slice(1);
  if (keyword === "required") path.push(String(params["missingProperty"]));
  if (keyword === "additionalProperties") path.push(String(params["additionalProperty"]));
  // A field of the body goes by its own name, a query parameter has `query` in front.
  if (path[0] === "requestBody" && path.length > 1) path.shift();
  // The keys of metadata are the caller's own.
  const field = maskNumbers(path.join("."));
  return field === "requestBody" ? "The request body" : field;
}
