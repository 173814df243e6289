/**
 * The id under which the server, or a proxy before it, logged the request: `X-Request-Id`, `Request-Id`,
 * `X-Correlation-Id` or the like. Undefined when none looks like an id.
 */
export function requestIdOf(headers: Headers): string | undefined {
  const isId = ([name, value]: [string, string]): boolean =>
    /(request|correlation)-?id$/i.test(name) && /^[\w.:/+=-]{1,128}$/.test(value);
  return [...headers].find(isId)?.[1];
}
