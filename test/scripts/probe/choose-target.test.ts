import { describe, expect, it } from "vitest";
import { chooseTarget } from "../../../scripts/probe/choose-target.ts";

const account = { orgUuid: "b0c0cec7-cd81-4bef-8ca8-639f9f746e46", token: "12|s3cr3t" };

describe("chooseTarget", () => {
  it("probes the vendor's sandbox environment when there is an account", () => {
    expect(chooseTarget(account)).toEqual({
      ...account,
      name: "the vendor's sandbox environment",
      environment: "sandbox",
    });
  });

  it("probes production only when told to", () => {
    expect(chooseTarget({ ...account, environment: "production" }).environment).toBe("production");
  });

  it("probes a sandbox in this process when there is no account", async () => {
    const { send, baseUrl, token, orgUuid } = chooseTarget({});
    expect(orgUuid).toBeUndefined();
    const headers = { Authorization: `Bearer ${String(token)}`, Accept: "application/json" };
    const response = await send?.(new Request(`${baseUrl}/customers`, { headers }));
    expect(response?.status).toBe(200);
  });

  it.each([
    ["a token alone", { token: account.token }, "TRATTA_ORG_UUID must be set"],
    ["an organisation alone", { orgUuid: account.orgUuid, token: "" }, "TRATTA_TOKEN must be set"],
    ["production without an account", { environment: "production" }, "TRATTA_ORG_UUID and TRATTA_TOKEN must be set"],
    ["another environment", { ...account, environment: "staging" }, "--environment must be sandbox or production"],
    ["another dialect", { dialect: "french" }, "--dialect must be vendor or source"],
    ["a dialect of the vendor's API", { ...account, dialect: "vendor" }, "--dialect is for the local sandbox"],
  ])("refuses %s, without quoting what may be secret", (_, options, message) => {
    expect(() => chooseTarget(options)).toThrow(message);
    expect(() => chooseTarget(options)).not.toThrow(/s3cr3t|b0c0cec7/);
  });
});
