import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { CONSUMER_OPTIONS } from "../support/consumer-options.ts";

/** What a user reads in the terminal: an editor shows the same text. */

const SCREEN = { lines: 24, columns: 160 };
const FILE = fileURLToPath(new URL("mistake.ts", import.meta.url));
function messagesFor(code: string): string {
  const text = `import { createTrattaClient, paginate } from "../../src/index.ts";
const client = createTrattaClient({ orgUuid: "acme", token: "token" });
${code}
`;
  const host = ts.createCompilerHost(CONSUMER_OPTIONS);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === FILE || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === FILE ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  const program = ts.createProgram([FILE], CONSUMER_OPTIONS, host);
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => fileURLToPath(new URL(".", import.meta.url)),
    getNewLine: () => "\n",
  });
}

/** Lines on a terminal that breaks the long ones. */
function screenLines(message: string): number {
  return message
    .trimEnd()
    .split("\n")
    .reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / SCREEN.columns)), 0);
}

describe("the compiler's message for", () => {
  it.each([
    ["a wrong path", `void client.GET("/custommers");`],
    ["a method the path does not have", `void client.DELETE("/customers/{id}", { params: { path: { id: "42" } } });`],
    ["a missing id", `void client.GET("/customers/{id}");`],
    ["an id of the wrong type", `void client.GET("/customers/{id}", { params: { path: { id: 42 } } });`],
    ["a body without a required field", `void client.POST("/customers", { body: { first_name: "Ada" } });`],
    ["a body field of the wrong type", `void client.POST("/charges", { body: { amount: "700" } });`],
    ["paginating what is no list", `void paginate(client, "/customers/{id}");`],
    ["a query parameter the list does not have", `void paginate(client, "/charges", { query: { colour: "red" } });`],
  ])("%s fits on one screen", (_, code) => {
    const message = messagesFor(code);
    expect(message).toMatch(/error TS\d+/);
    expect(screenLines(message)).toBeLessThanOrEqual(SCREEN.lines);
    expect(message).toMatchSnapshot();
  });

  it("nothing is none where nothing is wrong", () => {
    expect(messagesFor(`void client.GET("/customers");`)).toBe("");
  });
});
