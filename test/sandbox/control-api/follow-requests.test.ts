import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { createRequestLog, type RequestLog } from "../../../src/sandbox/controls/request-log.ts";
import { createSandbox, type RecordedRequest, type Sandbox } from "../../../src/sandbox/index.ts";
import { call } from "../../support/sandbox-caller.ts";
import { followRequests } from "../../../src/sandbox/control-api/follow-requests.ts";

const sandboxes: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()));
});

/** Follows the requests of a sandbox by HTTP. */
async function follow(url: string, signal?: AbortSignal): Promise<Response> {
  const headers = { Authorization: "Bearer sandbox-token" };
  return fetch(`${url}/_sandbox/requests?follow=true`, { headers, ...(signal && { signal }) });
}

async function listen(): Promise<{ sandbox: Sandbox; url: string }> {
  const sandbox = createSandbox({ customers: 1 });
  sandboxes.push(sandbox);
  return { sandbox, url: (await sandbox.listen()).url };
}

const bodyOf = ({ body }: Response): Readable => Readable.fromWeb(body as ReadableStream);

test("earlier and later requests come as lines, masked, and the stream ends when the sandbox is closed", async () => {
  const { sandbox, url } = await listen();
  await call(sandbox, "GET", "/customers");
  const response = await follow(url);
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  const lines: string[] = [];
  const input = createInterface({ input: bodyOf(response) });
  input.on("line", (line) => lines.push(line));
  await once(input, "line");
  await call(sandbox, "POST", "/charges", { amount: 1, card: { card_number: "4111111111111234" } });
  sandbox.faults.add({ kind: "reset" });
  await call(sandbox, "DELETE", "/webhooks/1").catch(() => {});
  await vi.waitFor(() => expect(lines).toHaveLength(3));
  await Promise.all([once(input, "close"), sandbox.close()]);
  const requests = lines.map((line): RecordedRequest => JSON.parse(line));
  expect(requests.map(({ method, path, status }) => [method, path, status])).toEqual([
    ["GET", "/customers", 200],
    ["POST", "/charges", 422],
    ["DELETE", "/webhooks/1", undefined],
  ]);
  expect(requests).toEqual(JSON.parse(JSON.stringify(sandbox.requests)));
  expect(lines.join()).not.toMatch(/4111111111111234|sandbox-token/);
});

test("by HTTP the end is a clean one: the last chunk arrives", async () => {
  const { sandbox, url } = await listen();
  const response = await follow(url);
  const text = response.text();
  await call(sandbox, "GET", "/customers");
  await sandbox.close();
  expect(await text).toMatch(/^\{.*\}\n$/);
});

test("a client that goes away leaves nothing behind, and disturbs no other", async () => {
  const { sandbox, url } = await listen();
  const removed = vi.spyOn(Set.prototype, "delete");
  const gone = new AbortController();
  const responses = [await follow(url, gone.signal), await follow(url)];
  gone.abort();
  await expect(responses[0]?.text()).rejects.toThrow("operation was aborted");
  const isFollower = ([value]: unknown[]): boolean =>
    Object(value).end !== undefined && Object(value).next !== undefined;
  const removedFollowers = (): Set<unknown> => new Set(removed.mock.calls.filter(isFollower).map(([value]) => value));
  await vi.waitFor(() => expect(removedFollowers().size).toBe(1));
  await call(sandbox, "GET", "/customers");
  const text = responses[1]?.text();
  await sandbox.close();
  expect(await text).toContain('"path":"/customers"');
});

function createLog(): { log: RequestLog; receive: (path: string) => void } {
  const log = createRequestLog(10);
  const receive = (path: string): void => {
    const fields = { at: 0, method: "GET", path, pathTemplate: path, operationId: "a", query: {}, headers: {} };
    log.end(log.add({ ...fields, body: undefined }));
  };
  return { log, receive };
}

test("a client that does not read is cut off with an error, not left without some requests", async () => {
  const { log, receive } = createLog();
  const response = followRequests(log, new AbortController().signal);
  for (let index = 0; index <= 100_000; index += 1) receive("/a");
  await expect(response.text()).rejects.toThrow("The client reads too slowly.");
});

test("empty lines keep a connection open on which nothing happens, which fetch closes after five minutes", async () => {
  const { log, receive } = createLog();
  const reader = followRequests(log, new AbortController().signal, 1).body?.getReader();
  const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
  expect([await read(), await read()]).toEqual(["\n", "\n"]);
  receive("/a");
  expect(await read()).toMatch(/^\{.*\}\n$/);
  await reader?.cancel();
});

test("in process, a stream that is cancelled stops following", async () => {
  const { log, receive } = createLog();
  const follower = vi.spyOn(log, "follow");
  const response = followRequests(log, new AbortController().signal);
  receive("/a");
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"path":"/a"');
  const next = vi.spyOn(follower.mock.calls[0]?.[0] ?? expect.fail(), "next");
  receive("/b");
  await reader?.cancel();
  receive("/c");
  expect(next).toHaveBeenCalledTimes(1);
});

test("requests from before the call are no sign of a slow client, however many are kept", async () => {
  const log = createRequestLog(100_001);
  const fields = { at: 0, method: "GET", path: "/a", pathTemplate: "/a", operationId: "a", query: {}, headers: {} };
  for (let index = 0; index <= 100_000; index += 1) log.end(log.add({ ...fields, body: undefined }));
  const response = followRequests(log, new AbortController().signal);
  log.close();
  expect((await response.text()).split("\n")).toHaveLength(100_002);
});

test("in process, a stream that is cancelled while it waits leaves no timer, and one for a client that is gone follows nothing", async () => {
  const { log } = createLog();
  const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")];
  const reader = followRequests(log, new AbortController().signal, 54_321).body?.getReader();
  void reader?.read();
  await setImmediate();
  await reader?.cancel();
  const index = set.mock.calls.findIndex(([, ms]) => ms === 54_321);
  expect(clear).toHaveBeenCalledWith(set.mock.results[index]?.value);
  const stop = vi.fn<() => void>();
  followRequests({ ...log, follow: () => stop }, AbortSignal.abort());
  expect(stop).toHaveBeenCalledTimes(1);
});
