import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import type { SpecAssessment } from "../../scripts/change/assess-spec-change.ts";
import type { Verdict } from "../../scripts/change/decide-verdict.ts";
import type { StagedChecks } from "../../scripts/change/staged-checks.ts";
import { PROJECT } from "./project-copy.ts";

/** The source spec that the edits change. */
export const SOURCE: string = readFileSync(join(PROJECT, "openapi/tratta.yaml"), "utf8");

export const PASSED_CHECKS: StagedChecks = {
  typeErrors: [],
  tests: { files: ["test/client.test.ts"], passed: 1, failures: [] },
};

/** The operations that an assessment names, in order. */
export function affectedOperations({ result, upstream, wire, types }: SpecAssessment): string[] {
  const changes = [...(result === "overlay conflict" ? upstream : wire), ...types];
  return [...new Set(changes.flatMap(({ operations }) => operations))].toSorted();
}

/** A change that upstream might make to the real source spec, and what a payments engineer would say about it. */
export interface SpecEdit {
  name: string;
  edit: (source: string) => string;
  verdict: Verdict;
  exitCode: number;
  /** Whether code of users breaks. @default true for "breaking", false for all other verdicts */
  breaking?: boolean;
  /** Operations affected, in order. */
  operations: string[] | "every operation";
  /** Why the verdict is what it is. */
  because: string;
}

const SCHEMAS = ["components", "schemas"];
const CHARGES = ["GET /charges", "GET /charges/{id}", "POST /charges"];
const TICKETS = ["GET /tickets", "POST /tickets"];
const PLAN_READS_OF_SOURCE = [
  "GET /payment_plans",
  "GET /payment_plans/{id}",
  "POST /payment_plans",
  "PUT /payment_plans/{id}",
];

function edited(change: (spec: Document.Parsed) => void): (source: string) => string {
  return (source) => {
    const spec = parseDocument(source);
    change(spec);
    return spec.toString();
  };
}

function set(path: (string | number)[], value: unknown): (source: string) => string {
  return edited((spec) => spec.setIn(path, spec.createNode(value)));
}

function add(path: (string | number)[], value: unknown): (source: string) => string {
  return edited((spec) => spec.addIn(path, spec.createNode(value)));
}

function remove(...path: (string | number)[]): (source: string) => string {
  return edited((spec) => {
    if (!spec.deleteIn(path)) throw new Error(`the source spec has nothing at ${path.join("/")}`);
  });
}

function replace(from: string, to: string): (source: string) => string {
  return (source) => {
    if (!source.includes(from)) throw new Error(`the source spec has no ${JSON.stringify(from)}`);
    return source.replaceAll(from, to);
  };
}

function both(...edits: ((source: string) => string)[]): (source: string) => string {
  return (source) => edits.reduce((text, edit) => edit(text), source);
}

const addRules = set([...SCHEMAS, "PaymentPlan", "properties", "rules"], { type: "string" });

const hyphenatedPath = set(["paths", "/payment-plans/{id}"], {
  get: {
    operationId: "readPlan",
    parameters: [{ $ref: "#/components/parameters/IdParam" }],
    responses: { 200: { description: "The plan" } },
  },
});

export const specEdits: SpecEdit[] = [
  {
    name: "an operation is removed",
    edit: remove("paths", "/charges/{id}", "get"),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /charges/{id}"],
    because: "calls of it no longer compile, and the server may refuse them",
  },
  {
    name: "an operation that an overlay deprecates is removed",
    edit: remove("paths", "/payment_methods/{id}", "delete"),
    verdict: "overlay conflict",
    breaking: true,
    exitCode: 3,
    operations: ["DELETE /payment_methods/{id}"],
    because: "the overlay's action has lost its target, and calls of the operation no longer compile",
  },
  {
    name: "an operation is added",
    edit: set(["paths", "/tickets/{id}"], {
      get: {
        operationId: "getTicket",
        tags: ["Tickets"],
        summary: "Get Ticket",
        parameters: [{ $ref: "#/components/parameters/IdParam" }],
        responses: {
          200: {
            description: "The ticket",
            content: { "application/json": { schema: { $ref: "#/components/schemas/TicketResponse" } } },
          },
        },
      },
    }),
    verdict: "compatible",
    exitCode: 0,
    operations: ["GET /tickets/{id}"],
    because: "no existing call is touched",
  },
  {
    name: "a path is renamed",
    edit: replace("  /charges/{id}:", "  /charge/{id}:"),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /charge/{id}", "GET /charges/{id}"],
    because: "calls of the old path no longer compile",
  },
  {
    name: "an operation gets another operationId",
    edit: replace("operationId: listCharges", "operationId: findCharges"),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /charges"],
    because: 'operations["listCharges"] is exported and gone',
  },
  {
    name: "an optional request property is added",
    edit: set([...SCHEMAS, "ChargeRequest", "properties", "memo"], { type: "string" }),
    verdict: "compatible",
    exitCode: 0,
    operations: ["POST /charges"],
    because: "nobody has to send it",
  },
  {
    name: "a required request property is added",
    edit: both(
      set([...SCHEMAS, "ChargeRequest", "properties", "currency"], { type: "string" }),
      add([...SCHEMAS, "ChargeRequest", "required"], "currency"),
    ),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /charges"],
    because: "charges sent without it are refused",
  },
  {
    name: "a request property becomes required",
    edit: add([...SCHEMAS, "ChargeRequest", "required"], "payment_method_id"),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /charges"],
    because: "charges sent without it are refused",
  },
  {
    name: "a request property becomes optional",
    edit: remove(...SCHEMAS, "TicketRequest", "required", 1),
    verdict: "compatible",
    exitCode: 0,
    operations: ["POST /tickets"],
    because: "callers who send it may continue to",
  },
  {
    name: "a request property is removed",
    edit: remove(...SCHEMAS, "CustomerRequest", "properties", "phone"),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /customers", "PUT /customers/{id}"],
    because: "an object literal that holds it no longer compiles, though the wire diff says patch",
  },
  {
    name: "a request property is retyped",
    edit: set([...SCHEMAS, "ChargeRequest", "properties", "amount"], { type: "string" }),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /charges"],
    because: "amounts sent as numbers are refused",
  },
  {
    name: "a response property is added",
    edit: set([...SCHEMAS, "Charge", "properties", "currency"], { type: "string" }),
    verdict: "compatible",
    exitCode: 0,
    operations: CHARGES,
    because: "code that does not know it works as before",
  },
  {
    name: "a response property is removed",
    edit: remove(...SCHEMAS, "Charge", "properties", "payment_method_id"),
    verdict: "breaking",
    exitCode: 2,
    operations: CHARGES,
    because: "code that reads it no longer compiles",
  },
  {
    name: "a response property is retyped",
    edit: set([...SCHEMAS, "Charge", "properties", "amount"], { type: "string" }),
    verdict: "breaking",
    exitCode: 2,
    operations: CHARGES,
    because: "sums over it would concatenate strings",
  },
  {
    name: "a response property is made nullable",
    edit: set([...SCHEMAS, "Charge", "properties", "amount", "nullable"], true),
    verdict: "breaking",
    exitCode: 2,
    operations: CHARGES,
    because: "code that adds it up has to handle null",
  },
  {
    name: "a request property is made nullable",
    edit: set([...SCHEMAS, "ChargeRequest", "properties", "description", "nullable"], true),
    verdict: "compatible",
    exitCode: 0,
    operations: ["POST /charges"],
    because: "strings are still accepted",
  },
  {
    name: "a response property becomes required",
    edit: set([...SCHEMAS, "Charge", "required"], ["id"]),
    verdict: "compatible",
    exitCode: 0,
    operations: CHARGES,
    because: "code that checks for it works as before",
  },
  {
    name: "an enum value is added to a request",
    edit: add([...SCHEMAS, "PaymentMethodRequest", "properties", "type", "enum"], "wallet"),
    verdict: "compatible",
    exitCode: 0,
    operations: ["POST /payment_methods"],
    because: "the values known so far are still accepted",
  },
  {
    name: "an enum value is removed from a request",
    edit: remove(...SCHEMAS, "PaymentMethodRequest", "properties", "type", "enum", 1),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /payment_methods"],
    because: "bank accounts are refused",
  },
  {
    name: "an enum value is added to a response",
    edit: add([...SCHEMAS, "Charge", "properties", "status", "enum"], "disputed"),
    verdict: "breaking",
    exitCode: 2,
    operations: CHARGES,
    because: "code that handles every status meets one that it does not know",
  },
  {
    name: "an enum value is removed from a response",
    edit: remove(...SCHEMAS, "Charge", "properties", "status", "enum", 3),
    verdict: "breaking",
    exitCode: 2,
    operations: CHARGES,
    because: "a comparison with it no longer compiles, though the wire diff says patch",
  },
  {
    name: "a required query parameter is added",
    edit: add(["paths", "/charges", "get", "parameters"], {
      name: "account",
      in: "query",
      required: true,
      schema: { type: "string" },
    }),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /charges"],
    because: "requests without it are refused",
  },
  {
    name: "an optional query parameter is added",
    edit: add(["paths", "/charges", "get", "parameters"], { name: "account", in: "query", schema: { type: "string" } }),
    verdict: "compatible",
    exitCode: 0,
    operations: ["GET /charges"],
    because: "nobody has to send it",
  },
  {
    name: "a parameter is removed",
    edit: remove("paths", "/charges", "get", "parameters", 2),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /charges"],
    because: "related resources would be left out of the response without a word",
  },
  {
    name: "a parameter that an overlay describes is removed",
    edit: remove("paths", "/transactions", "get", "parameters", 3),
    verdict: "overlay conflict",
    breaking: true,
    exitCode: 3,
    operations: ["GET /transactions"],
    because: "a filter on start_date would be ignored, and the list would hold other transactions",
  },
  {
    name: "the largest page becomes smaller",
    edit: set(["components", "parameters", "LimitParam", "schema", "maximum"], 100),
    verdict: "breaking",
    exitCode: 2,
    operations: [
      "GET /charges",
      "GET /customers",
      "GET /debt-accounts",
      "GET /debt_accounts",
      "GET /payment-methods",
      "GET /payment_methods",
      "GET /payment_plans",
      "GET /transactions",
    ],
    because: "pages of 500, which paginate requests, may be refused",
  },
  {
    name: "a create responds with 200 instead of 201",
    edit: (source) =>
      edited((spec) => {
        const responses = ["paths", "/charges", "post", "responses"];
        spec.setIn([...responses, "200"], spec.getIn([...responses, "201"]));
        spec.deleteIn([...responses, "201"]);
      })(source),
    verdict: "breaking",
    exitCode: 2,
    operations: ["POST /charges"],
    because: "code that looks for 201 treats a charge that was made as one that was not",
  },
  {
    name: "a schema is renamed",
    edit: both(
      replace("schemas/TransactionResponse'", "schemas/TransactionEnvelope'"),
      replace("    TransactionResponse:\n", "    TransactionEnvelope:\n"),
    ),
    verdict: "breaking",
    exitCode: 2,
    operations: ["GET /transactions/{id}"],
    because: 'components["schemas"]["TransactionResponse"] is exported and gone, though the wire is the same',
  },
  {
    name: "a schema that an overlay adds to is renamed",
    edit: both(replace("schemas/Ticket'", "schemas/SupportTicket'"), replace("    Ticket:\n", "    SupportTicket:\n")),
    verdict: "overlay conflict",
    breaking: true,
    exitCode: 3,
    operations: TICKETS,
    because: "the overlay's action has lost its target, and the name is exported and gone",
  },
  {
    name: "keys are put in another order",
    edit: edited((spec) => {
      const charge = [...SCHEMAS, "Charge", "properties"];
      const id = spec.getIn([...charge, "id"]);
      spec.deleteIn([...charge, "id"]);
      spec.setIn([...charge, "id"], id);
    }),
    verdict: "compatible",
    exitCode: 0,
    operations: [],
    because: "order has no meaning",
  },
  {
    name: "whitespace and comments change",
    edit: (source) => `# Published by Tratta\n\n${source.replaceAll("'", '"')}\n\n`,
    verdict: "compatible",
    exitCode: 0,
    operations: [],
    because: "the document is the same",
  },
  {
    name: "description texts change",
    edit: both(
      replace("Returns a single customer by ID.", "Returns one customer."),
      replace("Session expiry in seconds", "Seconds until the session ends"),
    ),
    verdict: "compatible",
    exitCode: 0,
    operations: ["GET /customers/{id}", "POST /customer_sessions"],
    because: "only documentation has changed",
  },
  {
    name: "the production host changes",
    edit: replace("production.tratta.io", "live.tratta.io"),
    verdict: "breaking",
    exitCode: 2,
    operations: "every operation",
    because: "the client builds its URLs from the old host",
  },
  {
    name: "the way to authenticate changes",
    edit: set(["components", "securitySchemes", "BearerAuth"], { type: "apiKey", in: "header", name: "X-Key" }),
    verdict: "breaking",
    exitCode: 2,
    operations: "every operation",
    because: "the client sends a bearer token",
  },
  {
    name: "DELETE of a payment plan is added under the underscore path",
    edit: set(["paths", "/payment_plans/{id}", "delete"], {
      operationId: "deletePaymentPlan",
      summary: "Delete Payment Plan",
      tags: ["Payment Plans"],
      parameters: [{ $ref: "#/components/parameters/IdParam" }],
      responses: { 200: { description: "Deleted" }, 404: { $ref: "#/components/responses/NotFound" } },
    }),
    verdict: "compatible",
    exitCode: 0,
    operations: ["DELETE /payment_plans/{id}"],
    because: "our overlay adds DELETE under the hyphenated path, which is another",
  },
  {
    name: "rules of another type are added to the payment plan",
    edit: addRules,
    verdict: "overlay conflict",
    exitCode: 3,
    operations: PLAN_READS_OF_SOURCE,
    because: "our overlay adds rules as an object: a person has to find out which is true",
  },
  {
    name: "/payment-plans/{id} is added",
    edit: hyphenatedPath,
    verdict: "overlay conflict",
    exitCode: 3,
    operations: ["GET /payment-plans/{id}"],
    because: "our overlay adds that path as well",
  },
  {
    name: "a frequency that we added is added upstream",
    edit: add([...SCHEMAS, "PaymentPlanRequest", "properties", "frequency", "enum"], "last_of_month"),
    verdict: "overlay conflict",
    exitCode: 3,
    operations: ["POST /payment_plans", "PUT /payment_plans/{id}"],
    because: "upstream has caught up: that part of the action can go",
  },
  {
    name: "the PaymentPlan schema is removed with all that refers to it",
    breaking: true,
    edit: both(
      remove(...SCHEMAS, "PaymentPlan"),
      set([...SCHEMAS, "PaymentPlanResponse", "properties", "data"], { type: "object" }),
      set([...SCHEMAS, "PaymentPlanListResponse", "properties", "data"], { type: "array", items: { type: "object" } }),
    ),
    verdict: "overlay conflict",
    exitCode: 3,
    operations: PLAN_READS_OF_SOURCE,
    because: "what our overlay adds to is gone",
  },
  {
    name: "a request property that our overlay extends is removed",
    edit: remove(...SCHEMAS, "PaymentPlanRequest", "properties", "frequency"),
    verdict: "overlay conflict",
    exitCode: 3,
    breaking: true,
    operations: ["POST /payment_plans", "PUT /payment_plans/{id}"],
    because: "the action has lost its target, and an object literal that holds the property no longer compiles",
  },
  {
    name: "the PaymentPlan schema is removed and still referred to",
    edit: remove(...SCHEMAS, "PaymentPlan"),
    verdict: "invalid spec",
    exitCode: 4,
    operations: [],
    because: "the document refers to a schema that it does not have, which no overlay can repair",
  },
  {
    name: "a schema refers to itself",
    edit: set([...SCHEMAS, "Ticket", "properties", "parent"], { $ref: "#/components/schemas/Ticket" }),
    verdict: "compatible",
    exitCode: 0,
    operations: TICKETS,
    because: "recursive schemas are ordinary, and the property is new",
  },
  {
    name: "schemas refer to each other in a circle",
    edit: both(
      set([...SCHEMAS, "Ticket"], { $ref: "#/components/schemas/TicketRequest" }),
      set([...SCHEMAS, "TicketRequest"], { $ref: "#/components/schemas/Ticket" }),
    ),
    verdict: "invalid spec",
    exitCode: 4,
    operations: [],
    because: "following the references never ends",
  },
  {
    name: "two edits at once, one harmless and one not",
    edit: both(
      set([...SCHEMAS, "Ticket", "properties", "priority"], { type: "string" }),
      remove(...SCHEMAS, "Charge", "properties", "status", "enum", 0),
    ),
    verdict: "breaking",
    exitCode: 2,
    operations: [...CHARGES, ...TICKETS],
    because: "the worse of the two counts, and both are reported",
  },
  {
    name: "two edits at once, one breaking and one in conflict with the overlay",
    breaking: true,
    edit: both(addRules, remove("paths", "/payment_methods/{id}", "delete")),
    verdict: "overlay conflict",
    exitCode: 3,
    operations: ["DELETE /payment_methods/{id}", ...PLAN_READS_OF_SOURCE],
    because: "what users get is unknown until the overlay is corrected",
  },
  {
    name: "nothing changes",
    edit: (source) => source,
    verdict: "unchanged",
    exitCode: 0,
    operations: [],
    because: "the bytes are the same",
  },
];
