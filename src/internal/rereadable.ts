/**
 * Makes a response whose text was read readable again: for openapi-fetch, which reads text or JSON, and in every form for
 * hooks. A new `Response` would do the same at twice the cost of the whole call, and lose `url`.
 */
export function makeRereadable(response: Response, text: string, inEveryForm: boolean): void {
  define(response, "text", async () => text);
  define(response, "json", async () => (text ? JSON.parse(text) : undefined));
  if (!inEveryForm) return;
  const copy = (): Response => new Response(text || null, response);
  for (const method of ["blob", "arrayBuffer", "bytes", "formData"] as const) {
    define(response, method, () => copy()[method]());
  }
  define(response, "clone", copy);
  Object.defineProperty(response, "body", { get: () => copy().body, configurable: true });
  define(response, "bodyUsed", false);
}

/** Not by assignment: the methods are read-only where a server library replaces the global `Response`. */
function define(response: Response, property: keyof Response, value: unknown): void {
  Object.defineProperty(response, property, { value, writable: true, configurable: true });
}
