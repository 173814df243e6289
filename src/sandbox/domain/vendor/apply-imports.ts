import type { BulkDebtAccount, BulkImportRow } from "../../../models.ts";
import { ApiError, invalidField } from "../api-error.ts";
import type { CustomerRecord } from "../records.ts";
import type { Store } from "../store.ts";
import { findParent, setParent } from "./account-family.ts";
import { addDebtAccount, checkBalances } from "./add-debt-account.ts";
import { readCustomerDetails, splitName } from "./customer-details.ts";
import { prepareLocation } from "./locations.ts";

/**
 * Applies the bulk imports that have been accepted. The documentation says that an import runs later and that an e-mail
 * reports its end, and shows no way to ask: a row that cannot be applied is left out, or an account of it, without a
 * trace.
 *
 * Assumed: customers and accounts whose external ids are known are changed, others are added.
 */
export function applyImports(store: Store): void {
  for (const { rows, at } of store.pendingImports.splice(0)) {
    for (const row of rows) {
      orLeaveOut(() => applyRow(store, row, at));
      store.changes.endStep(at);
    }
  }
}

function orLeaveOut(apply: () => void): void {
  try {
    apply();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function applyRow(
  store: Store,
  { customer = {}, location, parent_debt_accounts: parents = [], debt_accounts: accounts = [] }: BulkImportRow,
  now: number,
): void {
  const addLocation =
    location && prepareLocation(store, { id: location.external_id, name: location.name }, "location.name");
  const { id: customer_id } = upsertCustomer(store, customer, now);
  const location_ids = addLocation ? [addLocation().id] : [];
  // Parents first, so that their children find them.
  const all: BulkDebtAccount[] = [...parents, ...accounts.toSorted((a, b) => generationOf(a) - generationOf(b))];
  for (const account of all) orLeaveOut(() => upsertAccount(store, account, { customer_id, location_ids, now }));
}

function generationOf({ parent_external_id: parent }: BulkDebtAccount): number {
  return parent === undefined || parent === null ? 0 : 1;
}

function upsertCustomer(store: Store, request: NonNullable<BulkImportRow["customer"]>, now: number): CustomerRecord {
  const { name, email, external_id } = request;
  const known = store.customers.getByExternalId(external_id);
  if (known === undefined && name === undefined) throw invalidField("customer.name", "is required");
  const updated_at = new Date(now).toISOString();
  const given = { ...splitName(name ?? ""), email, ...readCustomerDetails(request) };
  if (known) {
    const { first_name, last_name, ...others } = given;
    const changes = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
    return store.customers.update(known, {
      ...changes,
      ...(name !== undefined && { first_name, last_name }),
      updated_at,
    });
  }
  return store.customers.add({ id: store.random.uuid(), external_id, ...given, created_at: updated_at, updated_at });
}

function upsertAccount(
  store: Store,
  { external_id, external_account_number, balance, current_balance = balance, parent_external_id }: BulkDebtAccount,
  { customer_id, location_ids, now }: { customer_id: string; location_ids: string[]; now: number },
): void {
  const known = store.debt_accounts.getByExternalId(external_id);
  const parent = findParent(store, parent_external_id, known);
  checkBalances(store, balance ?? 0, current_balance ?? 0);
  if (known === undefined) {
    addDebtAccount(store, {
      customer_id,
      external_id,
      account_number: external_account_number,
      balance: balance ?? 0,
      current_balance: current_balance ?? 0,
      parent,
      location_ids,
      now,
    });
    return;
  }
  const newBalance = current_balance ?? known.current_balance;
  store.debt_accounts.update(known, {
    account_number: external_account_number ?? known.account_number,
    original_balance: balance ?? known.original_balance,
    current_balance: newBalance,
    status: newBalance > 0 ? "active" : "resolved",
  });
  if (parent_external_id !== undefined) setParent(store, known, parent);
}
