import { TrattaRequestError } from "../errors.ts";

/** Segments of plain characters, which a URL keeps as they are or encodes, and of placeholders. */
const PATH = /^(\/([^/?#\\{}\s\p{Cc}]|\{\w+\})+)+$/u;
const LONE_SURROGATE_OR_CONTROL = /[\p{Cc}\p{Cs}]/u;
/** `.` or `..` as a whole segment, plain or percent-encoded, with slashes of either kind, plain or encoded. */
const DOT_SEGMENT = /(^|[\\/]|%2f|%5c)(\.|%2e){1,2}($|[\\/]|%2f|%5c)/i;

/**
 * Refuses a path whose URL would have other segments than the template shows: with an empty id,
 * `DELETE /payment-plans/{id}` would address the whole collection, and `..` another resource.
 *
 * @throws {TrattaRequestError} naming the parameter
 */
export function assertSafePath(path: string, params: Readonly<Record<string, unknown>> = {}): void {
  if (!PATH.test(path) || DOT_SEGMENT.test(path)) {
    throw new TrattaRequestError("path", "must be a path of the API, such as /customers/{id}");
  }
  // Splitting is enough where braces are known to match, and costs a tenth of matching once more.
  for (const piece of path.split("{").slice(1)) {
    const name = piece.slice(0, piece.indexOf("}"));
    const value = params[name];
    const text = Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== "string" || !text.trim() || DOT_SEGMENT.test(text) || LONE_SURROGATE_OR_CONTROL.test(text)) {
      throw new TrattaRequestError(
        `params.path.${name}`,
        "must be a non-empty id without dot segments or control characters",
      );
    }
  }
}

/**
 * Refuses a query that would not arrive as the caller means it: NaN, Infinity, half of a character, or an object, such as a
 * Date, which would be left out in silence, so that a list comes back unfiltered. One bound of a date range without the
 * other is documented to do the same.
 *
 * @see https://docs.tratta.io/transactions (documented: `start_date` and `end_date` work only together)
 * @throws {TrattaRequestError} naming the parameter
 */
export function assertSafeQuery(query: Readonly<Record<string, unknown>> = {}): void {
  // Such as URLSearchParams: nothing of it would be sent.
  if (Symbol.iterator in Object(query)) throw new TrattaRequestError("params.query", "must be a plain object");
  for (const [name, value] of Object.entries(query)) {
    // The text stands for the name alone, which is checked even when its list is empty.
    for (const item of ["" as unknown].concat(value)) {
      const isGood = Number.isFinite(item) || /^(string|boolean)$/.test(typeof (item ?? ""));
      if (!isGood || LONE_SURROGATE_OR_CONTROL.test(name + String(item))) {
        throw new TrattaRequestError(
          `params.query.${name}`,
          item instanceof Date
            ? "must be text in the format of the API, such as 2026-01-31, and not a Date"
            : "must be a finite number, a boolean, text without control characters, or a list of these",
        );
      }
    }
  }
  // Null, an empty list and an empty text are no bound either.
  const missing = ["start_date", "end_date"].filter((bound) => !String([query[bound]]).trim());
  if (missing.length === 1) {
    throw new TrattaRequestError(
      `params.query.${missing.join()}`,
      "must be set as well, or the other bound is ignored",
    );
  }
}
