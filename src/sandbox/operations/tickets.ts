import type { TicketRequest } from "../../models.ts";
import { compareTexts } from "../domain/compare-texts.ts";
import { checkReferences } from "../domain/foreign-keys.ts";
import type { Operation, OperationQuery } from "./operation.ts";
import { listRecords } from "./resource-operations.ts";

const FILTERS = ["status", "source", "category"] as const;

/** The filters hold one value or several; a ticket has to fit each filter. The vendor's list starts with the newest. */
export const listTickets: Operation = (context) => {
  const { store, serialize, query } = context;
  const found = store.tickets.all.filter((ticket) => {
    const shown: { [Name in (typeof FILTERS)[number]]?: string } = serialize.tickets(ticket);
    return FILTERS.every((name) => fits(query[name], shown[name]));
  });
  if (store.dialect === "vendor") found.reverse().sort((a, b) => compareTexts(b.created_at, a.created_at));
  return listRecords(context, "tickets", found);
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
