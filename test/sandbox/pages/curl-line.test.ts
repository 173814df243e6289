import { describe, expect, test } from "vitest";
import { curlLine, type CurlRequest } from "../../../src/sandbox/pages/browser/curl-line.ts";

const ORIGIN = "http://127.0.0.1:4010";
const REQUEST: CurlRequest = { method: "GET", path: "/customers", pathTemplate: "/customers", query: {}, headers: {} };

describe("a curl line", () => {
  test("of a GET has the address alone, quoted", () => {
    expect(curlLine(REQUEST, ORIGIN)).toBe("curl --globoff --path-as-is 'http://127.0.0.1:4010/api/v1/customers'");
  });

  test("has the token as a variable of the shell, and the query", () => {
    const request = {
      ...REQUEST,
      query: { limit: "2", "status[]": ["a b", "c&d"] },
      headers: { authorization: "***" },
    };
    expect(curlLine(request, ORIGIN)).toBe(
      `curl --globoff --path-as-is --header "Authorization: Bearer $TRATTA_TOKEN" ` +
        "'http://127.0.0.1:4010/api/v1/customers?limit=2&status%5B%5D=a+b&status%5B%5D=c%26d'",
    );
  });

  test("of a POST has the body and its type", () => {
    const headers = { "content-type": "application/json", accept: "application/json", "user-agent": "node" };
    expect(curlLine({ ...REQUEST, method: "POST", headers, body: { name: "O'Hara" } }, ORIGIN)).toBe(
      "curl --globoff --path-as-is --request 'POST' --header 'Accept: application/json' " +
        String.raw`--header 'Content-Type: application/json' --data-raw '{"name":"O'\''Hara"}' ` +
        "'http://127.0.0.1:4010/api/v1/customers'",
    );
  });

  test("of the portal and of an unknown path has the path as it was sent", () => {
    const portal = { ...REQUEST, path: "/portal/1", pathTemplate: "/portal/{session}" };
    expect(curlLine(portal, ORIGIN)).toContain("'http://127.0.0.1:4010/portal/1'");
    expect(curlLine({ ...REQUEST, path: "/nowhere", pathTemplate: undefined }, ORIGIN)).toContain(":4010/nowhere'");
  });

  test("has nothing in it that a terminal could take as a command to itself", () => {
    const hostile = "\u001B[201~rm\r\n\u0003\u009B";
    const requests: CurlRequest[] = [
      { ...REQUEST, body: hostile },
      { ...REQUEST, body: { [hostile]: hostile } },
      { ...REQUEST, path: `/${hostile}`, query: { [hostile]: hostile }, headers: { accept: hostile } },
      { ...REQUEST, headers: { "content-type": "application/x-www-form-urlencoded" }, body: { [hostile]: hostile } },
    ];
    // oxlint-disable-next-line eslint/no-control-regex -- these are meant
    for (const request of requests) expect(curlLine(request, ORIGIN)).not.toMatch(/[\0-\x1f\x7f-\x9f]/);
  });
});
