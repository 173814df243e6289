import type { OpenAPIV3 } from "openapi-types";
import { SANDBOX_PARTS } from "../controls/change-feed.ts";

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

const ref = (name: string): OpenAPIV3.ReferenceObject => ({ $ref: `#/components/schemas/${name}` });

const json = (schema: Schema): Record<string, OpenAPIV3.MediaTypeObject> => ({ "application/json": { schema } });

const ok = (description: string, schema: Schema): OpenAPIV3.ResponsesObject => ({
  "200": { description, content: json(schema) },
});

const listOf = (name: string, items: Schema): Schema => ({
  type: "object",
  required: [name],
  properties: { [name]: { type: "array", items } },
});

const NO_CONTENT: OpenAPIV3.ResponsesObject = { "204": { description: "Done." } };

const body = (schema: Schema): OpenAPIV3.RequestBodyObject => ({ required: true, content: json(schema) });

const flag = (name: string, description: string): OpenAPIV3.ParameterObject => ({
  name,
  in: "query",
  description,
  schema: { type: "string", enum: ["true", "false"], default: "false" },
});

const number = (name: string, description: string): OpenAPIV3.ParameterObject => ({
  name,
  in: "query",
  description,
  // A string of digits, because query parameters are validated without conversion.
  schema: { type: "string", pattern: "^[0-9]{1,9}$" },
});

const records = (description: string): Schema => ({ type: "array", description, items: { type: "object" } });

/** An operation, and what it responds to a request without the token or of the wrong form. */
function operation(
  operationId: string,
  summary: string,
  responses: OpenAPIV3.ResponsesObject,
  request: Pick<OpenAPIV3.OperationObject, "parameters" | "requestBody" | "description"> = {},
): OpenAPIV3.OperationObject {
  const error = (description: string): OpenAPIV3.ResponseObject => ({ description, content: json(ref("Error")) });
  return {
    operationId,
    summary,
    ...request,
    responses: {
      ...responses,
      "401": error("The token is missing or another one."),
      ...(request.requestBody && {
        "400": error("The body is not JSON."),
        "413": error("The body has more than 5 MB."),
      }),
      "422": error("A field or parameter cannot be; the message names it. Nothing has changed."),
    },
  };
}

const DIALECT: Schema = { type: "string", enum: ["vendor", "source"] };

const UNIT = "Amounts are in cents in the vendor's dialect.";

const DURATION: Schema = { type: "number", minimum: 0, description: "Milliseconds." };

/** What `/_sandbox` takes and responds. Requests are checked against it, so that it cannot differ from what is done. */
export const CONTROL_DOCUMENT: OpenAPIV3.Document = {
  openapi: "3.0.3",
  info: {
    title: "Control of a tratta-client sandbox",
    version: "1",
    description:
      "Reaches over HTTP what createSandbox has in process. Requests here are not recorded, are not counted for the rate " +
      "limit, and no fault applies to them. Bodies are JSON, whatever the Content-Type.",
    license: { name: "MIT", url: "https://opensource.org/license/mit" },
  },
  servers: [{ url: "/_sandbox" }],
  security: [{ token: [] }],
  paths: {
    "/health": {
      get: {
        operationId: "getHealth",
        summary: "Tell that the sandbox responds; needs no token",
        security: [],
        responses: ok("It does.", {
          type: "object",
          required: ["status"],
          properties: { status: { type: "string", enum: ["ok"] } },
        }),
      },
    },
    "/openapi.json": {
      get: operation("getDocument", "Get this document", ok("The document.", { type: "object" })),
    },
    "/clock": {
      get: operation(
        "getClock",
        "Get the time in the sandbox",
        ok("The time, and when something falls due.", ref("Clock")),
      ),
      post: operation(
        "moveClock",
        "Move the time in the sandbox",
        {
          ...ok("Time has moved, and charges that fell due have been made.", ref("Clock")),
          "409": { description: "With `next`: nothing will fall due.", content: json(ref("Error")) },
        },
        {
          description: "Webhooks are delivered meanwhile; GET /webhooks/deliveries?settled=true waits for them.",
          requestBody: body(ref("ClockMove")),
        },
      ),
    },
    "/faults": {
      get: operation(
        "listFaults",
        "List the faults that were added, oldest first",
        ok("The faults, those that are used up included.", listOf("faults", ref("QueuedFault"))),
      ),
      post: operation(
        "addFault",
        "Make the next matching requests fail",
        { "201": { description: "It was added.", content: json(ref("QueuedFault")) } },
        { requestBody: body(ref("NewFault")) },
      ),
      delete: operation("clearFaults", "Remove all faults", NO_CONTENT),
    },
    "/state": {
      get: operation(
        "getState",
        "Get what the sandbox holds",
        ok("The records, without card and bank account numbers and secrets of webhooks.", ref("State")),
        {
          parameters: [
            {
              name: "resource",
              in: "query",
              description: "Of which resource, such as `charges`; may be repeated. Without it, of all.",
              schema: { type: "array", items: { type: "string" } },
            },
            number("offset", "How many records of each resource to skip. By default 0."),
            number("limit", "How many records of each resource at most. By default all."),
          ],
        },
      ),
    },
    "/customers": {
      get: operation(
        "listCustomers",
        "List customers, the newest first, with what they owe",
        ok("A page of customers.", ref("CustomerList")),
        {
          parameters: [
            {
              name: "search",
              in: "query",
              description: "A part of the name, the e-mail address, the id or the external id, whatever its case.",
              schema: { type: "string" },
            },
            number("offset", "How many customers to skip. By default 0."),
            number("limit", "How many customers at most. By default 20."),
          ],
        },
      ),
    },
    "/customer": {
      get: operation(
        "getCustomer",
        "Get a customer with accounts, plans, charges and payment methods",
        {
          ...ok("The customer.", ref("CustomerDetails")),
          "404": { description: "There is none of this id.", content: json(ref("Error")) },
        },
        {
          parameters: [
            {
              name: "id",
              in: "query",
              required: true,
              description: "The id or the external id.",
              schema: { type: "string" },
            },
          ],
        },
      ),
    },
    "/reset": {
      post: operation("reset", "Return to the start: data, clock, faults, requests and deliveries", NO_CONTENT),
    },
    "/refunds": {
      post: operation(
        "refundCharge",
        "Refund a charge, in full or in part",
        { "201": { description: "It was refunded.", content: json(ref("Refund")) } },
        {
          description: "The balance of the account rises, and a transaction appears.",
          requestBody: body({
            type: "object",
            required: ["charge_id"],
            additionalProperties: false,
            properties: {
              charge_id: { type: "string", description: "Of a completed charge." },
              amount: {
                type: "number",
                description: "In the unit of the charge's own, such as cents; by default all that is left of it.",
              },
            },
          }),
        },
      ),
    },
    "/requests": {
      get: operation(
        "listRequests",
        "List the requests to the API, oldest first",
        {
          "200": {
            description:
              "The requests. With `follow`, one line of JSON for each, those to come included, and an empty one each idle minute.",
            content: {
              ...json(listOf("requests", ref("RecordedRequest"))),
              "application/x-ndjson": { schema: ref("RecordedRequest") },
            },
          },
        },
        {
          parameters: [
            flag("follow", "Whether to go on with further requests until the sandbox is closed."),
            number("number", "The number of the one request to list. Not with `follow`."),
          ],
        },
      ),
    },
    "/events": {
      get: operation("followEvents", "Follow what happens, until the sandbox is closed", {
        "200": {
          description:
            "One line of JSON for each event, and an empty one each idle minute: the requests so far, `ready`, and then what happens.",
          content: { "application/x-ndjson": { schema: ref("Event") } },
        },
      }),
    },
    "/webhooks/deliveries": {
      get: operation(
        "listDeliveries",
        "List the deliveries of webhooks, oldest first",
        ok("The deliveries.", {
          type: "object",
          required: ["total", "deliveries"],
          properties: {
            total: { type: "integer", description: "How many are kept." },
            deliveries: { type: "array", items: ref("WebhookDelivery") },
          },
        }),
        {
          parameters: [
            flag("settled", "Whether to wait until every attempt that is due has ended."),
            number("limit", "How many at most, the newest. By default all."),
          ],
        },
      ),
    },
    "/webhooks/trigger": {
      post: operation(
        "triggerWebhook",
        "Send an event to the webhooks that are registered for it",
        ok("The deliveries.", listOf("deliveries", ref("WebhookDelivery"))),
        {
          requestBody: body({
            type: "object",
            required: ["event"],
            additionalProperties: false,
            properties: {
              event: { type: "string", example: "charge.failed" },
              payload: { description: "By default the newest resource of the event's kind, or `{}`." },
            },
          }),
        },
      ),
    },
  },
  components: {
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
    schemas: {
      Error: {
        type: "object",
        required: ["error", "errorCode"],
        properties: { error: { type: "string" }, errorCode: { type: "string" } },
      },
      Clock: {
        type: "object",
        required: ["now"],
        properties: {
          now: { type: "number", description: "Epoch milliseconds." },
          nextDueAt: {
            type: "number",
            description: "When the next charge or attempt to deliver a webhook falls due, if one does. Only of GET.",
          },
        },
      },
      ClockMove: {
        description: "Exactly one of the three.",
        type: "object",
        additionalProperties: false,
        properties: {
          advanceMs: DURATION,
          set: {
            description: "Epoch milliseconds, a date-time or a date.",
            anyOf: [{ type: "number" }, { type: "string", format: "date-time" }, { type: "string", format: "date" }],
          },
          next: {
            type: "boolean",
            enum: [true],
            description: "To when the next charge or attempt to deliver a webhook falls due.",
          },
        },
      },
      Fault: {
        description: "As `Fault` of tratta-client/sandbox, which says which fields go with which kind.",
        type: "object",
        required: ["kind"],
        additionalProperties: false,
        properties: {
          kind: {
            type: "string",
            enum: ["status", "html", "invalid_json", "empty", "reset", "truncate", "delay", "redirect"],
          },
          status: { type: "integer", minimum: 200, maximum: 599 },
          headers: { type: "object", additionalProperties: { type: "string" } },
          body: { anyOf: [{ type: "string" }, { type: "object" }, { type: "array", items: {} }] },
          commit: { type: "boolean", description: "Whether the operation runs, and its response is discarded." },
          ms: DURATION,
          bodyMs: DURATION,
          location: { type: "string" },
        },
      },
      FaultMatch: {
        description: "Which requests it applies to: by default the next one.",
        type: "object",
        additionalProperties: false,
        properties: {
          method: { type: "string" },
          path: { type: "string", example: "/charges/{id}" },
          times: { type: "integer", minimum: 1, default: 1 },
        },
      },
      NewFault: {
        type: "object",
        required: ["fault"],
        additionalProperties: false,
        properties: { fault: ref("Fault"), match: ref("FaultMatch") },
      },
      QueuedFault: {
        type: "object",
        required: ["fault", "match", "fired", "left"],
        properties: {
          fault: ref("Fault"),
          match: ref("FaultMatch"),
          fired: { type: "integer", description: "How many requests it was applied to." },
          left: { type: "integer", description: "How many more it applies to." },
        },
      },
      State: {
        description: "A list of records for each resource besides.",
        type: "object",
        required: ["now", "dialect", "totals"],
        properties: {
          now: { type: "number" },
          dialect: DIALECT,
          totals: {
            type: "object",
            description: "How many records each of these resources has.",
            additionalProperties: { type: "integer" },
          },
        },
        additionalProperties: { type: "array", items: { type: "object" } },
      },
      Refund: {
        type: "object",
        required: ["charge_id", "amount", "left"],
        properties: {
          charge_id: { type: "string" },
          amount: { type: "number" },
          left: { type: "number", description: "What can still be refunded of the charge." },
        },
      },
      CustomerList: {
        type: "object",
        required: ["dialect", "total", "customers"],
        properties: {
          dialect: DIALECT,
          total: { type: "integer", description: "How many there are on all pages." },
          customers: { type: "array", items: ref("CustomerSummary") },
        },
      },
      CustomerSummary: {
        type: "object",
        required: ["id", "name", "created_at", "accounts", "current_balance"],
        properties: {
          id: { type: "string" },
          name: { type: "string" },
          email: { type: "string" },
          external_id: { type: "string" },
          created_at: { type: "string" },
          accounts: { type: "integer", description: "How many debt accounts there are." },
          current_balance: { type: "number", description: `The sum of their balances. ${UNIT}` },
        },
      },
      CustomerDetails: {
        description: `Records as \`state\` has them. ${UNIT}`,
        type: "object",
        required: ["dialect", "customer", "accounts", "plans", "payment_methods", "charges_total", "charges"],
        properties: {
          dialect: DIALECT,
          customer: {
            type: "object",
            description: "With `name`, and `accounts` and `current_balance` as a CustomerSummary.",
          },
          accounts: records("The balances of a parent are the sums of its children's."),
          plans: records("With `status`: active or completed."),
          payment_methods: records("Without numbers."),
          charges_total: { type: "integer" },
          charges: records("The newest 100, newest first."),
        },
      },
      Event: {
        description: "`type` says which of the other fields there are.",
        type: "object",
        required: ["type"],
        properties: {
          type: {
            type: "string",
            enum: ["request", "ready", "cleared", "changed"],
            description:
              "`request`: a request has its response or lost its connection. `ready`: the requests from before the call have " +
              "been listed. `cleared`: the requests were forgotten. `changed`: `parts` are to be read anew.",
          },
          request: {
            allOf: [ref("RecordedRequest")],
            description: "Without query, headers and body, which GET /requests?number= has.",
          },
          parts: { type: "array", items: { type: "string", enum: [...SANDBOX_PARTS] } },
        },
      },
      RecordedRequest: {
        description: "As `RecordedRequest` of tratta-client/sandbox.",
        type: "object",
        required: ["number", "at", "method", "path", "warnings"],
        properties: {
          number: { type: "integer" },
          at: { type: "number" },
          method: { type: "string" },
          path: { type: "string" },
          pathTemplate: { type: "string" },
          operationId: { type: "string" },
          query: { type: "object" },
          headers: { type: "object" },
          body: {},
          status: { type: "integer" },
          warnings: { type: "array", items: { type: "string" } },
          error: { type: "string" },
          fault: { type: "string" },
        },
      },
      WebhookDelivery: {
        description: "As `WebhookDelivery` of tratta-client/sandbox.",
        type: "object",
        required: ["event", "webhookId", "url", "state", "createdAt", "attempts", "times"],
        properties: {
          event: { type: "string" },
          webhookId: { type: "string" },
          url: { type: "string" },
          state: { type: "string", enum: ["pending", "acknowledged", "failed", "not_contacted", "cancelled"] },
          createdAt: { type: "number" },
          attempts: { type: "integer" },
          times: { type: "array", items: { type: "number" } },
          nextAttemptAt: { type: "number" },
          lastStatus: { type: "integer" },
          lastError: { type: "string" },
        },
      },
    },
  },
};
