import { invalidField } from "./api-error.ts";
import type { RecordOf } from "./records.ts";
import { collectionOf, type Store } from "./store.ts";

/** The resource that each foreign key refers to. */
export const FOREIGN_KEYS = {
  charge_id: "charges",
  customer_id: "customers",
  debt_account_id: "debt_accounts",
  email_template_id: "email_templates",
  payment_method_id: "payment_methods",
  payment_plan_id: "payment_plans",
} as const;

export type ForeignKey = keyof typeof FOREIGN_KEYS;

/** Returns the record that a field of a request refers to.
 * @throws ApiError 422 naming the field when there is no such record */
export function findReferenced<Key extends ForeignKey>(
  store: Store,
  key: Key,
  id: string,
): RecordOf[(typeof FOREIGN_KEYS)[Key]] {
  const resource = FOREIGN_KEYS[key];
  const record = collectionOf(store, resource).get(id);
  if (record === undefined) throw invalidField(key, `must be the id of an existing ${nounOf(resource)}`);
  return record;
}

/** Returns the record that a field refers to by id or external id.
 * @throws ApiError 422 naming the field when there is no such record */
export function findByEitherId<Key extends ForeignKey>(
  store: Store,
  key: Key,
  id: string,
): RecordOf[(typeof FOREIGN_KEYS)[Key]] {
  const resource = FOREIGN_KEYS[key];
  const record = collectionOf(store, resource).find(id);
  if (record === undefined) {
    throw invalidField(key, `must be the id or the external id of an existing ${nounOf(resource)}`);
  }
  return record;
}

/** Checks the foreign keys of a request in the given order; those that are undefined are left out.
 * @throws ApiError 422 naming the first field that refers to nothing */
export function checkReferences(store: Store, ids: { readonly [Key in ForeignKey]?: string | undefined }): void {
  for (const [key, id] of Object.entries(ids)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries widens the keys
    if (id !== undefined) findReferenced(store, key as ForeignKey, id);
  }
}

/** The singular of a resource's name, for messages. */
export function nounOf(resource: keyof RecordOf): string {
  return resource.slice(0, -1).replace("_", " ");
}
