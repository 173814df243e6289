import type { DocumentedOperation } from "./openapi-document.ts";

/**
 * Makes the function that finds the operation of a request. A path of its own goes before one with parameters, and the path
 * with the most text before others. A parameter is never empty and has no slash: `DELETE /payment-plans/` matches nothing.
 */
export function createRouter(
  operations: readonly DocumentedOperation[],
): (method: string, path: string) => DocumentedOperation | undefined {
  const routes = operations
    .map((operation) => {
      const parts = operation.path.split(/\{[^}]+\}/);
      return { operation, length: parts.join("").length, pattern: new RegExp(`^${parts.map(escape).join("[^/]+")}$`) };
    })
    .toSorted((a, b) => b.length - a.length);
  const exact = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  return (method, path) => {
    const wanted = method.toLowerCase();
    const fits = ({ operation, pattern }: (typeof routes)[number]): boolean =>
      operation.method === wanted && pattern.test(path);
    return exact.get(`${wanted} ${path}`) ?? routes.find(fits)?.operation;
  };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
