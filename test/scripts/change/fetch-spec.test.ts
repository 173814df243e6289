import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fetchSpec, FetchSpecError, nameOfSource } from "../../../scripts/change/fetch-spec.ts";

const folder = mkdtempSync(join(tmpdir(), "tratta-fetch-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("fetchSpec", () => {
  it("gives up on a host that never answers", async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on("error", () => {})));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/spec.yaml?token=secret`;

    const error: unknown = await fetchSpec(url, { timeoutMs: 100 }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(FetchSpecError);
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+\/spec\.yaml gave no whole answer within 0\.1 s/);
    expect(String(error)).not.toContain("secret");
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it("keeps every byte of a file, a byte order mark and line breaks of Windows included", async () => {
    const path = join(folder, "spec.yaml");
    writeFileSync(path, "\uFEFFopenapi: 3.0.3\r\n");

    expect(await fetchSpec(path)).toBe("\uFEFFopenapi: 3.0.3\r\n");
  });

  it("takes a file up to the limit and refuses one byte more", async () => {
    const path = join(folder, "spec.yaml");
    writeFileSync(path, "12345");

    expect(await fetchSpec(path, { maxBytes: 5 })).toBe("12345");
    await expect(fetchSpec(path, { maxBytes: 4 })).rejects.toThrow("holds more than");
  });
});

describe("nameOfSource", () => {
  it.for([
    ["https://user:secret@example.com/a.yaml?token=secret#secret", "https://example.com/a.yaml"],
    ["specs/new.yaml", "specs/new.yaml"],
    ["https://", "the URL"],
  ] as const)("of %s is %s", ([from, name]) => {
    expect(nameOfSource(from)).toBe(name);
  });
});
