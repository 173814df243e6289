/** Copies a request, with its own constructor: `fetch` of npm's undici refuses the global `Request`, and the reverse. */
export function renewRequest(request: Request, init: RequestInit): Request {
  return new (request.constructor as typeof Request)(request, init);
}
