import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { curlLine, type CurlRequest } from "../../src/sandbox/pages/browser/curl-line.ts";

const QUOTES = `'; touch /tmp/x #"$(id)\`id\`\\ %s %d \\n @file ~ ! é 漢`;
const NASTY = `${QUOTES} \n\t \u0007\u001B[0m`;
const JSON_TYPE = { "content-type": "application/json" };

test.each<[string, Partial<CurlRequest>, string]>([
  [
    "an object",
    { headers: JSON_TYPE, body: { [NASTY]: [NASTY, 5, null] } },
    JSON.stringify({ [NASTY]: [NASTY, 5, null] }),
  ],
  ["a text", { headers: JSON_TYPE, body: `@${QUOTES}` }, `@${QUOTES}`],
  ["a text with control characters", { headers: JSON_TYPE, body: `${NASTY}\n\n` }, `${NASTY}\n\n`],
  ["a text that begins as an option of printf", { headers: JSON_TYPE, body: `-v x${NASTY}` }, `-v x${NASTY}`],
  [
    "a form",
    { headers: { "content-type": "application/x-www-form-urlencoded" }, body: { a: [NASTY, "b"], "c&": "d" } },
    String(
      new URLSearchParams([
        ["a", NASTY],
        ["a", "b"],
        ["c&", "d"],
      ]),
    ),
  ],
])("a shell sends %s again as it was", async (_, request, expected) => {
  const received: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      received.push({ url: incoming.url, headers: incoming.headers, body });
      response.end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const line = curlLine(
      {
        method: "POST",
        path: "/a/../{b}[1-2]'$(id)",
        pathTemplate: "/a",
        query: { q: NASTY },
        ...request,
        headers: { ...request.headers, authorization: "***" },
      },
      origin,
    );
    await promisify(execFile)("sh", ["-c", line], { env: { ...process.env, TRATTA_TOKEN: "a token'$(id)" } });
    expect(received).toHaveLength(1);
    const [{ url, headers, body } = expect.fail()] = received;
    // JSON may be written with other escapes.
    if (request.headers === JSON_TYPE && typeof request.body === "object")
      expect(JSON.parse(body)).toEqual(JSON.parse(expected));
    else expect(body).toBe(expected);
    expect(url).toBe(`/api/v1/a/../{b}[1-2]'$(id)?${String(new URLSearchParams({ q: NASTY }))}`);
    expect(headers["authorization"]).toBe("Bearer a token'$(id)");
    expect(headers["content-type"]).toBe(request.headers?.["content-type"]);
  } finally {
    server.close();
  }
});
