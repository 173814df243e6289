import { dirname } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { openConsumerFile } from "../support/consumer-project.ts";

/** What a user reads in the terminal: an editor shows the same text. */

const SCREEN = { lines: 24, columns: 160 };
const { path, service, write } = openConsumerFile("test/types/mistake.ts");

function messagesFor(code: string): string {
  write(`import { createTrattaClient, paginate } from "../../src/index.ts";
const client = createTrattaClient({ orgUuid: "acme", token: "token" });
${code}
`);
  const diagnostics = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
  return ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => dirname(path),
    getNewLine: () => "\n",
  });
}

/** Lines on a terminal that wraps long ones. */
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
    ["paginating a path that is not a list", `void paginate(client, "/customers/{id}");`],
    ["a query parameter the list does not have", `void paginate(client, "/charges", { query: { colour: "red" } });`],
  ])("%s fits on one screen", (_, code) => {
    const message = messagesFor(code);
    expect(message).toMatch(/error TS\d+/);
    expect(screenLines(message)).toBeLessThanOrEqual(SCREEN.lines);
    expect(message).toMatchSnapshot();
  });

  it("correct code is empty", () => {
    expect(messagesFor(`void client.GET("/customers");`)).toBe("");
  });
});
