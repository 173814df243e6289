import { invalidField } from "../http/api-error.ts";
import type { Operation } from "./operation.ts";
import { listResource } from "./read-resource.ts";

interface TicketRequest {
  subject: string;
  description: string;
  customer_id?: string;
  debt_account_id?: string;
}

export const listTickets: Operation = (context) => listResource(context, "tickets", context.store.tickets.all);

export const createTicket: Operation<TicketRequest> = ({ store, present, now, body }) => {
  const { subject, description, customer_id: customerId, debt_account_id: debtAccountId } = body;
  if (customerId !== undefined && store.customers.get(customerId) === undefined) {
    throw invalidField("customer_id", "must be the id of an existing customer");
  }
  if (debtAccountId !== undefined && store.debtAccounts.get(debtAccountId) === undefined) {
    throw invalidField("debt_account_id", "must be the id of an existing debt account");
  }
  const ticket = store.tickets.add({
    id: store.random.uuid(),
    subject,
    description,
    status: "open",
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: present.tickets(ticket) } };
};
