/**
 * Makes a response whose text was read readable again: for openapi-fetch, which reads text or JSON, and in every form for
 * hooks. A new `Response` would do the same at twice the cost of the whole call, and lose `url`.
 */
export function makeRereadable(response: Response, text: string, inEveryForm: boolean): void {
  response.text = async () => text;
  response.json = async () => (text ? JSON.parse(text) : undefined);
  if (!inEveryForm) return;
  const copy = (): Response => new Response(text || null, response);
  response.blob = () => copy().blob();
  response.arrayBuffer = () => copy().arrayBuffer();
  response.clone = copy;
  Object.defineProperty(response, "body", { get: () => copy().body });
  Object.defineProperty(response, "bodyUsed", { value: false });
}
