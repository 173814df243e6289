/** What workerd asks of the service behind a KV namespace, held in memory. PUT /fail?times=1 makes the next writes fail. */
const values = new Map<string, string>();
let failures = 0;

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const key = decodeURIComponent(pathname.slice(1));
    if (request.method === "GET" && key === "") {
      const names = [...values.keys()].filter((name) => name.startsWith(searchParams.get("prefix") ?? ""));
      return Response.json({ keys: names.map((name) => ({ name })), list_complete: true });
    }
    if (request.method === "GET") {
      const value = values.get(key);
      return new Response(value ?? null, { status: value === undefined ? 404 : 200 });
    }
    // workerd waits for ever when a body is not read.
    const body = await request.text();
    if (key === "fail") failures = Number(searchParams.get("times"));
    else if (failures > 0) {
      failures--;
      return new Response("down", { status: 503 });
    } else if (request.method === "DELETE") values.delete(key);
    else values.set(key, body);
    return new Response();
  },
};
