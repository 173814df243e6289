import { ApiError } from "../domain/api-error.ts";
import { compareTexts } from "../domain/compare-texts.ts";
import { subtractMoney } from "../domain/money.ts";
import { statusOfPlan } from "../domain/payment-plan-status.ts";
import type { CustomerRecord, DebtAccountRecord } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import { balancesOf } from "../domain/vendor/account-family.ts";
import { joinName } from "../domain/vendor/customer-details.ts";
import { maskBody } from "../http/mask-body.ts";

/** How many charges of a customer are shown. */
const MAX_CHARGES = 100;

/** Which customers to list. */
interface CustomerQuery {
  /** A part of a name, an e-mail address or an id, whatever its case. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

/** Lists customers, the newest first, with what their accounts sum up to. Of a million, only those of the page are copied. */
export function listCustomers(store: Store, { search, offset, limit }: CustomerQuery): object {
  const wanted = search.toLowerCase();
  const { customers: all } = store;
  const page: CustomerRecord[] = [];
  let total = wanted === "" ? all.length : 0;
  if (wanted === "") {
    page.push(...all.slice(Math.max(0, total - offset - limit), Math.max(0, total - offset)).toReversed());
  } else {
    for (let position = all.length - 1; position >= 0; position -= 1) {
      const [customer] = all.slice(position, position + 1);
      if (customer === undefined || !isMatch(customer, wanted)) continue;
      total += 1;
      if (total > offset && page.length < limit) page.push(customer);
    }
  }
  const customers = page.map((customer) => {
    const { id, email, external_id, created_at } = customer;
    const accounts = store.debt_accounts.related("customer_id", id);
    return mask({ id, name: joinName(customer), email, external_id, created_at, ...sumOf(store, accounts) });
  });
  return { dialect: store.dialect, total, customers };
}

/**
 * Returns a customer with all accounts, plans and payment methods, and the newest charges. Every amount is in the unit of the
 * dialect: cents in the vendor's.
 * @throws ApiError 404 when no customer has this id
 */
export function readCustomer(store: Store, id: string): object {
  const customer = store.customers.find(id);
  if (customer === undefined) throw new ApiError(404, "not_found", "The sandbox has no such customer.");
  const accounts = store.debt_accounts.related("customer_id", customer.id);
  const ids = accounts.map((account) => account.id);
  const methods = store.payment_methods.related("customer_id", customer.id);
  const ofMethods = store.charges.related("payment_method_id", ...methods.map((method) => method.id));
  // A charge of the source spec's dialect need not name an account.
  const withoutAccount = ofMethods.filter(({ debt_account_id }) => debt_account_id === undefined);
  const charges = [...store.charges.related("debt_account_id", ...ids), ...withoutAccount].sort((a, b) =>
    compareTexts(a.created_at, b.created_at),
  );
  return {
    dialect: store.dialect,
    customer: mask({ ...customer, name: joinName(customer), ...sumOf(store, accounts) }),
    accounts: accounts.map((account) => mask({ ...account, ...balancesOf(store, account) }, true)),
    plans: store.payment_plans
      .related("debt_account_id", ...ids)
      .map((plan) => mask({ ...plan, status: statusOfPlan(plan) })),
    payment_methods: methods.map((method) => mask(method)),
    charges_total: charges.length,
    charges: charges
      .slice(-MAX_CHARGES)
      .toReversed()
      .map((charge) => mask(charge)),
  };
}

function isMatch(customer: CustomerRecord, wanted: string): boolean {
  const { id, email, external_id } = customer;
  return [joinName(customer), email, external_id, id].some((text) => text?.toLowerCase().includes(wanted));
}

/** The balance of a parent is that of its children, so it does not count. */
function sumOf(store: Store, accounts: readonly DebtAccountRecord[]): { accounts: number; current_balance: number } {
  const own = accounts.filter(({ id }) => !store.childAccounts.has(id));
  const current_balance = own.reduce((sum, account) => subtractMoney(sum, -account.current_balance), 0);
  return { accounts: accounts.length, current_balance };
}

function mask(record: object, isDebtAccount = false): object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mask of an object is one
  return maskBody(record, { isDebtAccount }) as object;
}
