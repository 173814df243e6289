import type { Body } from "./read-body.ts";

const decoder = new TextDecoder();

/**
 * Makes a response whose body was read readable again: for openapi-fetch, which reads text or JSON, or in every form. A new
 * `Response` would do the same at twice the cost of the whole call, and lose `url`: a frozen one is replaced all the same.
 */
export function makeRereadable(response: Response, body: Body, inEveryForm: boolean): Response {
  const copy = (): Response => new Response(body.length ? body : null, response);
  if (!Object.isExtensible(response)) return copy();
  const text = (): string => (typeof body === "string" ? body : decoder.decode(body));
  define(response, "text", async () => text());
  define(response, "json", async () => (body.length ? JSON.parse(text()) : undefined));
  if (!inEveryForm) return response;
  for (const method of ["blob", "arrayBuffer", "bytes", "formData"] as const) {
    define(response, method, () => copy()[method]());
  }
  define(response, "clone", copy);
  Object.defineProperty(response, "body", { get: () => copy().body, configurable: true });
  define(response, "bodyUsed", false);
  return response;
}

/** Not by assignment: the methods are read-only where a server library replaces the global `Response`. */
function define(response: Response, property: keyof Response, value: unknown): void {
  Object.defineProperty(response, property, { value, writable: true, configurable: true });
}
