import ts from "typescript";
import { describe, expect, it } from "vitest";
import { openConsumerFile } from "../support/consumer-project.ts";

/** What an editor shows for a name in a user's code: models by their names, not expanded. */

const CODE = `import { createTrattaClient, paginate, unwrap } from "../../src/index.ts";
import type { PaymentPlanTerms } from "../../src/index.ts";
const client = createTrattaClient({ orgUuid: "acme", token: "token" });
const params = { path: { id: "42" } };

export const result = await client.GET("/customers/{id}", { params });
export const { data, error } = result;
export const whole = await unwrap(client.GET("/customers/{id}", { params }));
export const { data: customer } = whole;
export const list = await unwrap(client.GET("/customers"));
export const deleted = await unwrap(client.DELETE("/payment-plans/{id}", { params }));
export const made = client.POST("/charges", { body: { amount: 7 } });
export const text = await client.GET("/customers", { parseAs: "text" });

export const paginator = paginate(client, "/customers");
for await (const row of paginator) void row;
for await (const page of paginator.pages()) void page;
export const rows = await paginator.toArray();
export type Terms = PaymentPlanTerms;
`;

const { path, service, write } = openConsumerFile("test/types/hovers.ts");
write(CODE);

function infoOn(code: string): ts.QuickInfo | undefined {
  return service.getQuickInfoAtPosition(path, CODE.search(new RegExp(`\\b${code}`)));
}

/** The hover on the first occurrence of a name, on one line. */
function hoverOn(name: string): string {
  return ts.displayPartsToString(infoOn(`${name}\\b`)?.displayParts).replaceAll(/\s+/g, " ");
}

describe("an editor shows", () => {
  it("code without an error", () => {
    expect(service.getSemanticDiagnostics(path).map(({ messageText }) => messageText)).toEqual([]);
  });

  it.each([
    ["result", "const result: CallResult<{ data?: Customer; }>"],
    ["data", "const data: { data?: Customer; } | undefined"],
    ["error", "const error: ErrorResponse | undefined"],
    ["whole", "const whole: { data?: Customer; }"],
    ["customer", "const customer: Customer | undefined"],
    ["list", "const list: { data?: Customer[]; links?: PaginationLinks; meta?: PaginationMeta; }"],
    ["deleted", "const deleted: PaymentPlanDeleteResponse"],
    ["made", "const made: Promise<CallResult<{ data?: Charge; }>>"],
    ["text", "const text: CallResult<string>"],
    ["paginator", "const paginator: Paginator<Customer>"],
    ["row", "const row: Customer"],
    ["page", "const page: Customer[]"],
    ["rows", "const rows: Customer[]"],
  ])("what %s is, by the model's name", (name, hover) => {
    expect(hoverOn(name)).toBe(hover);
  });

  it("a body by the model's name", () => {
    expect(hoverOn("body")).toBe("(property) body: VendorChargeRequest | ChargeRequest");
  });

  it("a method with the parameters and the result of this call", () => {
    expect(hoverOn("POST")).toBe(
      "(property) TrattaClient.POST: ClientMethod " +
        '<"/charges", "json">(path: "/charges", init: CallInit<"/charges", "post", "json">) => ' +
        "Promise<CallResult<{ data?: Charge; }>>",
    );
  });

  it("what the spec says of a model", () => {
    const tags = infoOn("PaymentPlanTerms;")?.tags ?? [];
    expect(tags.map(({ text }) => ts.displayPartsToString(text))).toEqual(["When and how much a customer pays."]);
  });
});
