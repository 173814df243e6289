import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { TrattaRequestError, TrattaWebhookError } from "../../src/errors.ts";
import type { ByteStream } from "../../src/webhooks/incoming-webhook.ts";
import { readBytes } from "../../src/webhooks/read-bytes.ts";

type Body = Parameters<typeof readBytes>[0];

const MAX = 1_000;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const read = async (body: unknown, maxBytes = MAX): Promise<string> => text(await readBytes(body as Body, maxBytes));
const refusalOf = async (body: unknown, maxBytes = MAX): Promise<unknown> =>
  readBytes(body as Body, maxBytes).catch((error: unknown) => error);

/** A stream that counts what is taken from it. */
function countingStream(next: (index: number) => unknown) {
  const seen = { reads: 0, cancelled: false };
  const stream = new ReadableStream(
    {
      async pull(controller) {
        const chunk = next(seen.reads++);
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

describe("readBytes", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(2));
  shared.set([104, 105]);
  const detached = new ArrayBuffer(2);
  structuredClone(detached, { transfer: [detached] });

  it.each<[string, unknown]>([
    ["a string", "hi"],
    ["bytes", Buffer.from("hi")],
    ["a part of a buffer", Buffer.from("ohio").subarray(1, 3)],
    ["an ArrayBuffer", Uint8Array.from([104, 105]).buffer],
    ["an ArrayBuffer of another realm", runInNewContext("Uint8Array.from([104, 105]).buffer")],
    ["bytes of another realm", runInNewContext("Uint8Array.from([104, 105])")],
    ["bytes of shared memory", shared],
    ["a DataView", new DataView(Uint8Array.from([104, 105]).buffer)],
    ["a stream", new Blob(["hi"]).stream()],
    ["the body of a Request", new Request("https://example.test/", { method: "POST", body: "hi" }).body],
    ["a stream of parts", countingStream((i) => [Buffer.from("h"), Buffer.alloc(0), Buffer.from("i")][i]).stream],
    [
      "a stream of bytes of another realm",
      countingStream((i) => [runInNewContext("Uint8Array.of(104, 105)")][i]).stream,
    ],
  ])("reads %s", async (_, body) => {
    expect(await read(body)).toBe("hi");
  });

  it("reads no body as an empty one", async () => {
    expect(await read(null)).toBe("");
    expect(await read(new Request("https://example.test/", { method: "POST" }).body)).toBe("");
  });

  it("copies what it reads, so that it cannot change between verification and parsing", async () => {
    const body = Buffer.from("hi");
    const reading = readBytes(body, MAX);
    body.fill("x");
    const bytes = await reading;
    body.fill("y");
    expect(text(bytes)).toBe("hi");
  });

  it("puts a stream of many small parts together", async () => {
    const { stream } = countingStream((i) => (i < MAX ? Buffer.from(String(i % 10)) : undefined));
    expect(await read(stream)).toBe("0123456789".repeat(MAX / 10));
  });

  it.each<[string, (size: number) => unknown]>([
    ["a string", (size) => "x".repeat(size)],
    ["a string of wider characters", (size) => `${"x".repeat(size % 2)}${"ü".repeat(size / 2)}`],
    ["bytes", (size) => new Uint8Array(size)],
    ["an ArrayBuffer", (size) => new ArrayBuffer(size)],
    ["a stream", (size) => new Blob(["x".repeat(size)]).stream()],
    ["a stream of single bytes", (size) => countingStream((i) => (i < size ? Buffer.from("x") : undefined)).stream],
  ])("takes maxBytes and not one more of %s", async (_, make) => {
    expect((await readBytes(make(MAX) as Body, MAX)).length).toBe(MAX);
    expect(await refusalOf(make(MAX + 1))).toMatchObject({ reason: "body_too_large", status: 413 });
  });

  it("stops and cancels a stream that never ends", async () => {
    const { stream, seen } = countingStream(() => new Uint8Array(100));
    expect(await refusalOf(stream)).toMatchObject({ reason: "body_too_large" });
    expect(seen).toEqual({ reads: 11, cancelled: true });
  });

  it("does not wait for a cancellation that never ends or fails", async () => {
    for (const outcome of [() => new Promise<void>(() => {}), () => Promise.reject(new Error("no"))]) {
      const stream = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(MAX + 1)),
        cancel: outcome,
      });
      expect(await refusalOf(stream)).toMatchObject({ reason: "body_too_large" });
    }
  });

  it("refuses a body that breaks off, without what the stream threw", async () => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error("secret part of the body")) });
    const error = await refusalOf(stream);
    expect(error).toBeInstanceOf(TrattaWebhookError);
    expect(error).toMatchObject({ reason: "invalid_body", status: 400 });
    expect((error as Error).cause).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["an object of parsed JSON", { amount: 7 }],
    ["parsed JSON that names what a buffer has", { byteLength: 7, length: 2 ** 40, getReader: "x" }],
    ["a list", [104, 105]],
    ["a number", 7],
    ["false", false],
    ["a Blob", new Blob(["hi"])],
    ["a detached buffer", detached],
    ["a stream of text", countingStream((i) => ["hi"][i]).stream],
    ["a stream of wider numbers", countingStream((i) => [Uint16Array.of(104, 105)][i]).stream],
    ["a stream of nothing", countingStream((i) => [null][i]).stream],
  ])("refuses %s as a mistake of the caller", async (_, body) => {
    const error = await refusalOf(body);
    expect(error).toBeInstanceOf(TrattaRequestError);
    expect(error).toMatchObject({ field: "body" });
  });

  it("refuses a stream that other code reads", async () => {
    const stream = new Blob(["hi"]).stream() as ByteStream & ReadableStream;
    stream.getReader();
    expect(await refusalOf(stream)).toMatchObject({ code: "TrattaRequestError", field: "body" });
  });
});
