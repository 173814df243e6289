import { invalidField } from "../http/api-error.ts";
import type { DebtAccountRecord, PaymentPlanRecord, RecordOf } from "../domain/records.ts";
import type { Presenters } from "./response-body.ts";
import type { Store } from "../domain/store.ts";

type Finder<Record, Related> = (store: Store) => (record: Record) => readonly (Related | undefined)[];
type Relations<Record> = { readonly [Name in keyof RecordOf]?: Finder<Record, RecordOf[Name]> };

/**
 * What `include` may name where. An assumption: the vendor's documentation gives `customers,payment_methods` as an
 * example and no list. Each name becomes a key of the item and holds an array, also where there can be only one.
 */
const RELATIONS: { readonly [Name in keyof RecordOf]?: Relations<RecordOf[Name]> } = {
  customers: {
    debt_accounts: (store) => grouped(store.debtAccounts.all, accountOwner, (customer) => customer.id),
    payment_methods: (store) => grouped(store.paymentMethods.all, methodOwner, (customer) => customer.id),
    payment_plans: (store) => grouped(store.paymentPlans.all, planOwner(store), (customer) => customer.id),
  },
  debt_accounts: {
    customers: (store) => (account) => [store.customers.get(account.customer_id)],
    payment_methods: (store) => grouped(store.paymentMethods.all, methodOwner, (account) => account.customer_id),
    payment_plans: (store) => grouped(store.paymentPlans.all, planAccount, (account) => account.id),
    charges: (store) =>
      grouped(
        store.charges.all,
        (charge) => charge.debt_account_id,
        (account) => account.id,
      ),
  },
  payment_plans: {
    customers: (store) => (plan) => [store.customers.get(planOwner(store)(plan) ?? "")],
    debt_accounts: (store) => (plan) => [store.debtAccounts.get(plan.debt_account_id)],
    payment_methods: (store) => (plan) => [store.paymentMethods.get(plan.payment_method_id ?? "")],
    transactions: (store) =>
      grouped(
        store.transactions.all,
        (transaction) => transaction.payment_plan_id,
        (plan) => plan.id,
      ),
  },
  charges: {
    customers: (store) => (charge) => [ownerOfCharge(store, charge)],
    debt_accounts: (store) => (charge) => [store.debtAccounts.get(charge.debt_account_id ?? "")],
    payment_methods: (store) => (charge) => [store.paymentMethods.get(charge.payment_method_id ?? "")],
    transactions: (store) =>
      grouped(
        store.transactions.all,
        (transaction) => transaction.charge_id,
        (charge) => charge.id,
      ),
  },
  transactions: {
    charges: (store) => (transaction) => [store.charges.get(transaction.charge_id)],
    customers: (store) => (transaction) => [ownerOfCharge(store, store.charges.get(transaction.charge_id))],
    debt_accounts: (store) => (transaction) => [
      store.debtAccounts.get(store.charges.get(transaction.charge_id)?.debt_account_id ?? ""),
    ],
    payment_methods: (store) => (transaction) => [
      store.paymentMethods.get(store.charges.get(transaction.charge_id)?.payment_method_id ?? ""),
    ],
    payment_plans: (store) => (transaction) => [store.paymentPlans.get(transaction.payment_plan_id ?? "")],
  },
};

/** Presents records with the related resources that `include` (comma-delimited) asks for.
 * @throws ApiError 422 for a name that is not known here, naming those that are */
export function presentWithIncluded<Name extends keyof RecordOf>(
  name: Name,
  records: readonly RecordOf[Name][],
  include: string | undefined,
  { store, present }: { store: Store; present: Presenters },
): object[] {
  const presentOne: (record: RecordOf[Name]) => object = present[name];
  const relations: Relations<RecordOf[Name]> = RELATIONS[name] ?? {};
  const asked = (include ?? "").split(",").flatMap((part) => part.trim() || []);
  const attachments = asked.map((wanted) => attachment(wanted, relations, store, present));
  return records.map((record) => {
    const item = { ...presentOne(record) };
    for (const { key, of } of attachments) Object.assign(item, { [key]: of(record) });
    return item;
  });
}

function attachment<Record>(
  wanted: string,
  relations: Relations<Record>,
  store: Store,
  present: Presenters,
): { key: string; of: (record: Record) => object[] } {
  const known = Object.keys(relations);
  if (!known.includes(wanted)) {
    throw invalidField("query.include", `may only name ${known.join(", ")} here`);
  }
  // The compiler cannot see that the finder and the presenter under one key belong to the same resource.
  /* oxlint-disable typescript/no-unsafe-type-assertion */
  const key = wanted as keyof RecordOf;
  const related = (relations[key] as Finder<Record, object>)(store);
  const presentOne = present[key] as (record: object) => object;
  /* oxlint-enable typescript/no-unsafe-type-assertion */
  return { key, of: (record) => related(record).flatMap((other) => (other === undefined ? [] : presentOne(other))) };
}

/** Groups once, so that a page of 500 rows does not look through everything 500 times. */
function grouped<Item, Record>(
  items: readonly Item[],
  keyOfItem: (item: Item) => string | undefined,
  keyOfRecord: (record: Record) => string,
): (record: Record) => readonly Item[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return (record) => groups.get(keyOfRecord(record)) ?? [];
}

function accountOwner(account: DebtAccountRecord): string {
  return account.customer_id;
}

function methodOwner(method: RecordOf["payment_methods"]): string | undefined {
  return method.customer_id;
}

function planAccount(plan: PaymentPlanRecord): string {
  return plan.debt_account_id;
}

function planOwner(store: Store): (plan: PaymentPlanRecord) => string | undefined {
  return (plan) => store.debtAccounts.get(plan.debt_account_id)?.customer_id;
}

function ownerOfCharge(store: Store, charge: RecordOf["charges"] | undefined): RecordOf["customers"] | undefined {
  const account = store.debtAccounts.get(charge?.debt_account_id ?? "");
  const method = store.paymentMethods.get(charge?.payment_method_id ?? "");
  return store.customers.get(account?.customer_id ?? method?.customer_id ?? "");
}
