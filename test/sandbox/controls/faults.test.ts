import { describe, expect, test } from "vitest";
import { createFaultQueue, type Fault, type FaultMatch } from "../../../src/sandbox/controls/faults.ts";
import { createSandbox } from "../../../src/sandbox/index.ts";
import { loadOpenApiDocument } from "../../../src/sandbox/http/openapi-document.ts";
import type { ReceivedRequest } from "../../../src/sandbox/http/received-request.ts";
import { call } from "../../support/sandbox-caller.ts";

function received(method: string, path: string, pathTemplate = path): ReceivedRequest {
  return { at: 0, method, path, pathTemplate, operationId: undefined, query: {}, headers: {}, body: undefined };
}

const RESET: Fault = { kind: "reset" };
const EMPTY: Fault = { kind: "empty" };

describe("the queue of faults", () => {
  test("a fault applies once by default", () => {
    const faults = createFaultQueue();
    faults.add(RESET);
    faults.add(EMPTY, { times: 2 });
    const kinds = Array.from({ length: 4 }, () => faults.next(received("GET", "/charges"))?.kind);
    expect(kinds).toEqual(["reset", "empty", "empty", undefined]);
  });

  test("a fault waits for its method and its path, by template or exactly", () => {
    const faults = createFaultQueue();
    faults.add(RESET, { method: "post", path: "/charges" });
    faults.add(EMPTY, { path: "/charges/{id}" });
    faults.add({ kind: "truncate" }, { path: "/customers/7" });
    expect(faults.next(received("GET", "/charges"))).toBeUndefined();
    expect(faults.next(received("GET", "/customers/8", "/customers/{id}"))).toBeUndefined();
    expect(faults.next(received("GET", "/customers/7", "/customers/{id}"))?.kind).toBe("truncate");
    expect(faults.next(received("GET", "/charges/1", "/charges/{id}"))?.kind).toBe("empty");
    expect(faults.next(received("POST", "/charges"))?.kind).toBe("reset");
  });

  test("the decide function is called when no queued fault matches", () => {
    const faults = createFaultQueue();
    faults.decide(({ method }) => (method === "GET" ? EMPTY : undefined));
    faults.add(RESET);
    const kinds = ["GET", "GET", "POST"].map((method) => faults.next(received(method, "/charges"))?.kind);
    expect(kinds).toEqual(["reset", "empty", undefined]);
  });

  test("the list says how often each fault has fired, and keeps those that are used up", () => {
    const faults = createFaultQueue();
    faults.add(RESET, { method: "POST" });
    faults.add(EMPTY, { times: 3 });
    for (const method of ["GET", "POST", "GET"]) faults.next(received(method, "/charges"));
    const listed = faults.list();
    expect(listed).toEqual([
      { fault: RESET, match: { method: "POST" }, fired: 1, left: 0 },
      { fault: EMPTY, match: { times: 3 }, fired: 2, left: 1 },
    ]);
    faults.next(received("GET", "/charges"));
    expect(listed[1]?.fired).toBe(2);
    faults.clear();
    expect(faults.list()).toEqual([]);
  });

  test("clear drops the queue and the deciding function", () => {
    const faults = createFaultQueue();
    faults.add(RESET);
    faults.decide(() => EMPTY);
    faults.clear();
    expect(faults.next(received("GET", "/charges"))).toBeUndefined();
  });

  const wrong: [unknown, string][] = [
    [undefined, "fault.kind"],
    [{ kind: "explode" }, "fault.kind"],
    [{ kind: "status" }, "fault.status"],
    [{ kind: "status", status: 99 }, "fault.status"],
    [{ kind: "empty", status: 600 }, "fault.status"],
    [{ kind: "redirect", status: 304, location: "/" }, "fault.status"],
    [{ kind: "redirect", status: 302 }, "fault.location"],
    [{ kind: "redirect", status: 302, location: "/\r\nSet-Cookie: a=b" }, "fault.location"],
    [{ kind: "status", status: 500, headers: { "a b": "c" } }, "fault.headers"],
    [{ kind: "status", status: 500, headers: { a: "\u2028" } }, "fault.headers"],
    [{ kind: "status", status: 500, headers: { a: "\u0001" } }, "fault.headers"],
    [{ kind: "delay", ms: -1 }, "fault.ms"],
    [{ kind: "delay", bodyMs: Number.NaN }, "fault.bodyMs"],
  ];
  test.each(wrong)("a fault that cannot be is refused: %j", (fault, name) => {
    const faults = createFaultQueue();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a JavaScript caller may do
    expect(() => faults.add(fault as Fault)).toThrow(name);
  });

  test.each(["charges", "/api/v1/charges", "/api/v1"])("a path that never matches is refused: %s", (path) => {
    expect(() => createFaultQueue().add(RESET, { path })).toThrow("path must begin with /");
  });

  test.each([
    [{ path: "/chargez" }, "path must be one of the OpenAPI document, which has no /chargez"],
    [{ path: "/charges/" }, "which has no /charges/"],
    [{ path: "/charges/{charge_id}/refunds" }, "which has no /charges/{charge_id}/refunds"],
    [{ path: "/customers/{customer_id}" }, "which has no /customers/{customer_id}"],
    [{ path: "/customers//" }, "which has no /customers//"],
    [{ path: "/portal/1" }, "which has no /portal/1"],
    [{ method: "DELETE", path: "/charges" }, "method must be one of GET, POST for /charges"],
    [{ method: "POST", path: "/charges/42" }, "method must be one of GET for /charges/42"],
    [{ method: "FETCH" }, "method must be one of GET, POST, PUT, PATCH, DELETE"],
    [{ operationId: "createCharge" }, "match.operationId does not exist; a match has method, path, times"],
  ])("a fault for what no operation has is refused, since it would never fire: %j", (match, message) => {
    const faults = createFaultQueue();
    expect(() => faults.add(RESET, match as FaultMatch)).toThrow(message);
    expect(faults.list()).toEqual([]);
  });

  test("a fault can be added for every operation, by template and by path", async () => {
    const faults = createFaultQueue();
    const { operations } = await loadOpenApiDocument("vendor");
    expect(operations.length).toBeGreaterThan(40);
    for (const { method, path } of operations) {
      faults.add(RESET, { method, path });
      faults.add(RESET, { method, path: path.replaceAll(/\{\w+\}/g, "42") });
      const fits = (each: { path: string }): boolean => each.path === path;
      for (const other of ["get", "post", "put", "patch", "delete"]) {
        if (operations.filter(fits).some((each) => each.method === other)) continue;
        expect(() => faults.add(RESET, { method: other, path })).toThrow("method must be one of");
      }
    }
    expect(faults.pending()).toHaveLength(2 * operations.length);
  });

  test("faults that never fired are pending, and a test that forgot them fails", () => {
    const faults = createFaultQueue();
    expect(() => faults.assertAllFired()).not.toThrow();
    faults.add(RESET, { method: "POST", path: "/charges" });
    faults.add(EMPTY);
    faults.add({ kind: "truncate" }, { path: "/customers", times: 3 });
    faults.next(received("GET", "/customers"));
    expect(faults.pending()).toEqual([
      { fault: RESET, match: { method: "POST", path: "/charges" }, fired: 0, left: 1 },
      { fault: { kind: "truncate" }, match: { path: "/customers", times: 3 }, fired: 0, left: 3 },
    ]);
    expect(() => faults.assertAllFired()).toThrow(
      "faults that never fired: reset (POST /charges), truncate (any method /customers)",
    );
    faults.next(received("POST", "/charges"));
    faults.next(received("GET", "/customers"));
    expect(faults.pending()).toEqual([]);
    expect(() => faults.assertAllFired()).not.toThrow();
    faults.add(RESET);
    faults.clear();
    expect(() => faults.assertAllFired()).not.toThrow();
  });

  test("a number of times below one is refused", () => {
    expect(() => createFaultQueue().add(RESET, { times: 0 })).toThrow(RangeError);
  });
});

test("a decide function that throws is reported as a failure of the sandbox, not as a fault", async () => {
  const sandbox = createSandbox();
  sandbox.faults.decide(() => {
    throw new Error("my own mistake");
  });
  const { status, body } = await call(sandbox, "GET", "/customers");
  expect(status).toBe(500);
  expect(body).toEqual({ error: "The sandbox failed: Error: my own mistake", errorCode: "sandbox_error" });
});
