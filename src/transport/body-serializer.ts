import { TrattaRequestError } from "../errors.ts";

/**
 * Turns a request body into what its media type says: form fields, or JSON. `FormData` is left to `fetch`.
 *
 * @param headers those of the request, Content-Type included where the caller set one
 * @throws {TrattaRequestError} for a number or date that JSON would send as null, or a form field that is no plain value
 */
export function serializeBody(body: unknown, headers?: Headers): string | FormData {
  if (body instanceof FormData) return body;
  const mediaType = headers?.get("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  return mediaType === "application/x-www-form-urlencoded" ? serializeForm(body) : JSON.stringify(body, refuseLossy);
}

function serializeForm(body: unknown): string {
  if (body instanceof URLSearchParams) return String(body);
  const form = new URLSearchParams();
  for (const [field, value] of Object.entries(body as object)) {
    if (value === undefined) continue;
    if (typeof value === "object") throw new TrattaRequestError(field, "must be a string, number or boolean in a form");
    form.set(field, String(refuseLossy.call(body, field, value)));
  }
  return String(form);
}

/** A replacer of `JSON.stringify`, which calls it on the object that has the field. */
function refuseLossy(this: unknown, field: string, value: unknown): unknown {
  const plain = value instanceof Number ? Number(value) : value;
  if (typeof plain === "bigint" || (typeof plain === "number" && !Number.isFinite(plain))) {
    throw new TrattaRequestError(field, "must be a finite number");
  }
  // `toJSON` of an invalid date returns null.
  if (value === null && (this as Record<string, unknown>)[field] !== null) {
    throw new TrattaRequestError(field, "must be a valid date");
  }
  return value;
}
