import type { Sandbox } from "../../src/sandbox/index.ts";
import { call, send, type ReadResponse } from "./sandbox-caller.ts";

/** A customer of a sandbox of the vendor's dialect with an account whose payment plan has been agreed to. */
export interface Enrolled {
  readonly customerId: string;
  readonly accountId: string;
  readonly planId: string;
}

interface PlanTerms {
  readonly frequency: string;
  readonly amount: string;
  readonly start_date?: string;
  readonly recurring_day?: string;
}

interface Enrolment {
  /** In cents. */
  readonly balance: number;
  readonly plan: PlanTerms;
  /** The card that the plan is collected from; without it the portal makes one up. */
  readonly cardNumber?: string;
  /** Of the account. */
  readonly externalId?: string;
}

/** Creates the customer and the account, and agrees to the plan in the portal. */
export async function enrol(sandbox: Sandbox, { balance, plan, cardNumber, externalId }: Enrolment): Promise<Enrolled> {
  const create = async (path: string, body: object): Promise<ReadResponse["body"]> => {
    const response = await call(sandbox, "POST", path, body);
    if (response.status >= 300) throw new Error(response.body.error);
    return response.body.data;
  };
  const customer = await create("/customers", { name: "Ada Byron" });
  const account = await create("/debt-accounts", {
    customer_id: customer.id,
    location_id: "bank",
    location_name: "Bank",
    ...(externalId !== undefined && { external_id: externalId }),
    balance,
    payment_plan: plan,
  });
  const { portal_url: link } = await create("/customer-sessions", { customer_id: customer.id });
  const chosen =
    cardNumber === undefined ? {} : { payment_method_id: await createCard(sandbox, cardNumber, "Ada Byron") };
  const agreed = await agree(sandbox, link, chosen);
  if (agreed.status !== 200) throw new Error(agreed.body.error);
  return { customerId: customer.id, accountId: account.id, planId: account.payment_plan.id };
}

/** Agrees to the plans of a portal. */
export function agree(sandbox: Sandbox, link: string, fields: Record<string, string> = {}): Promise<ReadResponse> {
  return send(sandbox, new Request(link, { method: "POST", body: new URLSearchParams(fields) }));
}

/** Returns the id of a new card, which belongs to no customer. */
export async function createCard(sandbox: Sandbox, number: string, holder = "Ada Byron"): Promise<string> {
  const { body } = await call(sandbox, "POST", "/payment-methods", { card: cardOf(number, holder) });
  return body.data.id;
}

/** The data of a card in a request. */
export function cardOf(number: string, holder = "Ada Byron"): object {
  return { card_holder: holder, card_number: number, card_expiration_month: 12, card_expiration_year: "40" };
}
