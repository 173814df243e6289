import type { TicketRequest } from "../../models.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import type { TicketRecord } from "../domain/records.ts";
import { TICKET_PERIOD } from "../domain/vendor/seed/seeded-customers.ts";
import { filterPeriodic } from "../resources/filter-periodic.ts";
import { newestFirst } from "../resources/newest-first.ts";
import type { Operation, OperationQuery } from "./operation.ts";
import { listRecords } from "./resource-operations.ts";

const FILTERS = ["status", "source", "category"] as const;

/** The filters hold one value or several; a ticket has to fit each filter. The vendor's list starts with the newest. */
export const listTickets: Operation = (context) => {
  const { store, serialize, query } = context;
  const isFound = (ticket: TicketRecord): boolean => {
    const shown: { [Name in (typeof FILTERS)[number]]?: string } = serialize.tickets(ticket);
    return FILTERS.every((name) => fits(query[name], shown[name]));
  };
  const { seeded, added } = store.tickets;
  const found = added.filter(isFound);
  if (store.dialect === "source") return listRecords(context, "tickets", found);
  // No operation changes or deletes a ticket.
  return listRecords(context, "tickets", newestFirst(filterPeriodic(seeded, TICKET_PERIOD, isFound), found));
};

function fits(filter: OperationQuery[(typeof FILTERS)[number]], value: string | undefined): boolean {
  return filter === undefined || value === undefined || [filter].flat().includes(value);
}

/** The vendor documents tickets as read-only; the operation is the source spec's. */
export const createTicket: Operation<TicketRequest> = ({ store, serialize, now, body }) => {
  const { subject, description, customer_id, debt_account_id } = body;
  checkReferences(store, { customer_id, debt_account_id });
  const ticket = store.tickets.add({
    id: store.random.uuid(),
    subject,
    description,
    status: "open",
    created_at: new Date(now).toISOString(),
    customer_id: customer_id ?? store.debt_accounts.get(debt_account_id)?.customer_id,
  });
  return { status: 201, body: { data: serialize.tickets(ticket) } };
};
