import { Parser } from "commonmark";
import { describe, expect, it } from "vitest";
import { renderOperationsTable } from "../../../scripts/package/render-operations-table.ts";
import type { JsonObject } from "../../../scripts/spec/json-value.ts";

const SOURCE = { "x-evidence": "source", "x-evidence-response": "source" };
const VENDOR = { "x-evidence": "vendor", "x-evidence-response": "vendor" };
const INFERRED = { "x-evidence": "inferred", "x-evidence-response": "inferred" };

const tableOf = (paths: JsonObject): string => renderOperationsTable({ paths });

describe("renderOperationsTable", () => {
  it("puts each operation into the row of its resource and the column of its evidence", () => {
    const text = tableOf({
      "/customers": { get: SOURCE, post: VENDOR },
      "/customers/{id}": { get: SOURCE, put: VENDOR },
      "/locations": { post: INFERRED },
      "/customers/{id}/notes": { delete: INFERRED },
    });
    expect(text).toBe(
      [
        "|  | `vendor` | `inferred` | `source` |",
        "| --- | --- | --- | --- |",
        "| `/customers` | `POST`, `PUT /{id}` | `DELETE /{id}/notes` | `GET`, `GET /{id}` |",
        "| `/locations` |  | `POST` |  |",
        "",
      ].join("\n"),
    );
  });

  it("names the evidence of a response only where it differs from that of the request", () => {
    const text = tableOf({
      "/charges": { get: VENDOR, post: { ...VENDOR, "x-evidence-response": "unknown" } },
    });
    expect(text).toContain("| `/charges` | `GET`, `POST` (response: unknown) |");
  });

  it("lists deprecated operations below the table, each with what to use instead, and once for a path", () => {
    const deprecated = (useInstead?: string): JsonObject => ({
      ...SOURCE,
      deprecated: true,
      ...(useInstead !== undefined && { "x-use-instead": useInstead }),
    });
    const text = tableOf({
      "/plans": { get: SOURCE },
      "/old_plans": { get: deprecated("GET /plans"), post: deprecated("POST /plans"), put: deprecated("GET /plans") },
      "/tickets": { post: deprecated("no replacement, since\ntickets are read-only"), delete: deprecated() },
    });
    expect(text.split("\n").slice(2)).toEqual([
      "| `/plans` |  |  | `GET` |",
      "",
      "Deprecated, but still typed: `/old_plans` → `/plans`; `PUT /old_plans` → GET /plans; " +
        "`POST /tickets` → no replacement, since tickets are read-only; `DELETE /tickets`.",
      "",
    ]);
  });

  it("shows no sentence and no rows where there is nothing to say", () => {
    const head = "|  | `vendor` | `inferred` | `source` |\n| --- | --- | --- | --- |\n";
    expect(tableOf({})).toBe(head);
    expect(renderOperationsTable({})).toBe(head);
    expect(tableOf({ "/notes": { description: "Nothing here.", parameters: [] }, "/nothing": null })).toBe(head);
  });

  it("keeps a path with a bar, a backtick or markup in one cell, as it is", () => {
    const text = tableOf({ "/a|b/`c`": { get: SOURCE }, "/<b>": { get: SOURCE } });
    expect(text).toContain("| `/a\\|b` |  |  | `` GET /`c` `` |\n| `/<b>` |  |  | `GET` |\n");
    expect(htmlNodesIn(text)).toEqual([]);
  });

  it.each([
    ["x-evidence", { "x-evidence-response": "source" }, 'x-evidence is ""'],
    ["x-evidence", { ...SOURCE, "x-evidence": "unknown" }, 'x-evidence is "unknown"'],
    ["x-evidence", { ...SOURCE, "x-evidence": ["vendor"] }, 'x-evidence is ""'],
    ["x-evidence-response", { "x-evidence": "source" }, 'x-evidence-response is ""'],
    ["x-evidence-response", { ...SOURCE, "x-evidence-response": "sure" }, 'x-evidence-response is "sure"'],
  ])("refuses an operation whose %s says nothing that has a place in the table: %j", (_, operation, message) => {
    expect(() => tableOf({ "/charges": { get: SOURCE, post: operation } })).toThrow(`POST /charges: ${message}`);
  });
});

function htmlNodesIn(markdown: string): string[] {
  const walker = new Parser().parse(markdown).walker();
  const found: string[] = [];
  for (let event = walker.next(); event; event = walker.next()) {
    if (event.node.type.startsWith("html")) found.push(event.node.literal ?? "");
  }
  return found;
}
