import type { TicketRequest } from "../../models.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import type { Operation } from "./operation.ts";

export const createTicket: Operation<TicketRequest> = ({ store, serialize, now, body }) => {
  const { subject, description, customer_id, debt_account_id } = body;
  checkReferences(store, { customer_id, debt_account_id });
  const ticket = store.tickets.add({
    id: store.random.uuid(),
    subject,
    description,
    status: "open",
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: serialize.tickets(ticket) } };
};
