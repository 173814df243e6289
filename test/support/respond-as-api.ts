import { json, type Answer } from "./fault-server.ts";

/**
 * Responds with a row to each list, and with a resource to each id and each creation.
 *
 * @param others responses to some requests, such as `GET /customers`
 */
export function respondAsApi(resource: object, others: Record<string, Answer> = {}): Answer {
  return (response, request) => {
    const path = request.url.split("?")[0] ?? "";
    const isList = request.method === "GET" && path.split("/").length === 2;
    const answer = others[`${request.method} ${path}`] ?? json(200, { data: isList ? [resource] : resource });
    return answer(response, request);
  };
}
