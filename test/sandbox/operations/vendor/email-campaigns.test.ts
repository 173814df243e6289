import { expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../../../../src/sandbox/index.ts";
import { call, noonOf } from "../../../support/sandbox-caller.ts";

async function campaignIn(sandbox: Sandbox): Promise<string> {
  const template = await call(sandbox, "POST", "/email-templates", { subject: "Hello", body: "<p>{{name}}</p>" });
  const request = { name: "Spring", description: "All", email_template_id: template.body.data.id };
  return (await call(sandbox, "POST", "/email-campaigns", request)).body.data.id;
}

test("a campaign needs an existing template, is listed and can be read", async () => {
  const sandbox = createSandbox({ clock: noonOf("2025-03-01") });
  const refused = await call(sandbox, "POST", "/email-campaigns", {
    name: "Spring",
    email_template_id: "123e4567-e89b-42d3-a456-426614174000",
  });
  expect([refused.status, refused.body.error]).toEqual([422, expect.stringContaining("email_template_id must be")]);
  const id = await campaignIn(sandbox);
  const { data } = (await call(sandbox, "GET", `/email-campaigns/${id}`)).body;
  expect(data).toMatchObject({ id, name: "Spring", description: "All", last_run_created_at: null });
  const template = (await call(sandbox, "GET", `/email-templates/${data.email_template_id}`)).body.data;
  expect(template).toMatchObject({ subject: "Hello", body: "<p>{{name}}</p>" });
  const list = (await call(sandbox, "GET", "/email-campaigns")).body;
  expect([list.data, list.meta.total, list.meta.per_page]).toEqual([[data], 1, "10"]);
});

test("subscribers pass or fail row by row, with status 201", async () => {
  const sandbox = createSandbox({ customers: 1, clock: noonOf("2025-03-01") });
  const path = `/email-campaigns/${await campaignIn(sandbox)}/subscribers`;
  const ada = { email: "ada@example.com", debt_account_external_id: "ACC-000001" };
  const subscribers = [
    { ...ada, variables: { name: "Ada" } },
    { ...ada, email: "ADA@example.com" },
    { email: "ada@example.com" },
    { email: "nowhere" },
    {},
    { ...ada, debt_account_external_id: "nothing" },
  ];
  const { status, body } = await call(sandbox, "POST", path, { subscribers });
  expect([status, body]).toEqual([
    201,
    {
      passed: [ada, { email: "ada@example.com" }],
      failed: [
        {
          ...ada,
          email: "ADA@example.com",
          error: expect.stringContaining("email already receives this campaign today"),
        },
        { email: "nowhere", error: "email must be a valid email" },
        { error: "email is required" },
        {
          ...ada,
          debt_account_external_id: "nothing",
          error: "debt_account_external_id must be the external id of an existing debt account",
        },
      ],
    },
  ]);
  sandbox.clock.advance(86_400_000);
  expect((await call(sandbox, "POST", path, { subscribers: [ada] })).body).toEqual({ passed: [ada], failed: [] });
});

test.each<[object, string]>([
  [{}, "subscribers is required"],
  [{ subscribers: [] }, "subscribers must NOT have fewer than 1 items"],
  [{ subscribers: Array.from({ length: 101 }, () => ({})) }, "subscribers must have at most 100 items"],
])("subscribers %j are refused as a whole", async (request, error) => {
  const sandbox = createSandbox();
  const { status, body } = await call(
    sandbox,
    "POST",
    `/email-campaigns/${await campaignIn(sandbox)}/subscribers`,
    request,
  );
  expect([status, body.error]).toEqual([422, error]);
});

test("subscribers of an unknown campaign are not found", async () => {
  const path = "/email-campaigns/123e4567-e89b-42d3-a456-426614174000/subscribers";
  const { status } = await call(createSandbox(), "POST", path, { subscribers: [{ email: "ada@example.com" }] });
  expect(status).toBe(404);
});
