import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { copyProject, PROJECT, type ProjectCopy } from "./project-copy.ts";

/** Labels that must be complete: a new property of a ticket breaks the build, although it is harmless on the wire. */
const EXAMPLE = `import type { TicketRequest } from "../../src/models.ts";

export const labels: Record<keyof TicketRequest, string> = {
  subject: "Subject",
  description: "What happened?",
  customer_id: "Customer",
  debt_account_id: "Account",
};
`;

const SPEC_READER = `import { readFileSync } from "node:fs";

export const specText: string = readFileSync(new URL("../../../generated/openapi.yaml", import.meta.url), "utf8");
`;

const TEST = `import { expect, it } from "vitest";
import { specText } from "../src/sandbox/http/read-definition.ts";

it("knows the operations", () => {
  expect(specText).toContain("operationId: createCharge");
  expect(specText).not.toContain("operationId: getTicket");
});
`;

/** A project with the real spec, overlays, generated files and models, and little else, so that checking it is quick. */
export function createMiniProject(): ProjectCopy {
  const project = copyProject();
  for (const folder of ["scripts", "src/sandbox/http", "test/examples"]) {
    mkdirSync(join(project.root, folder), { recursive: true });
  }
  for (const path of ["src/models.ts", "test/vitest.config.ts"]) cpSync(join(PROJECT, path), join(project.root, path));
  const config: object = JSON.parse(readFileSync(join(PROJECT, "tsconfig.json"), "utf8"));
  project.write(
    "tsconfig.json",
    JSON.stringify({ ...config, include: ["generated", "src/models.ts", "test/examples"] }),
  );
  project.write("package.json", JSON.stringify({ name: "tratta-client", version: "1.4.2", type: "module" }));
  project.write("src/sandbox/http/read-definition.ts", SPEC_READER);
  project.write("test/examples/labels.ts", EXAMPLE);
  project.write("test/spec.test.ts", TEST);
  symlinkSync(join(PROJECT, "node_modules"), join(project.root, "node_modules"));
  return project;
}
