import type { Location } from "../../../models.ts";
import { invalidField } from "../api-error.ts";
import type { LocationRecord } from "../records.ts";
import type { Store } from "../store.ts";

/** What a request says of a location that may not exist yet. */
export interface NamedLocation {
  /** Id or external id. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
}

/** Checks a location and returns a function that returns it, created where it is unknown. Creating it is a step of its
 * own, so that a request which is refused for another reason leaves nothing behind.
 * @param nameField what the request calls the name
 * @throws ApiError 422 when an unknown location has no name, or one that is taken */
export function prepareLocation(
  store: Store,
  { id, name, type }: NamedLocation,
  nameField: string,
): () => LocationRecord {
  const known = id === undefined ? undefined : store.locations.find(id);
  if (known) return () => known;
  if (name === undefined || name === "") throw invalidField(nameField, "is required when the location is unknown");
  // Documented as the default in one place, and as required for a new location in another.
  const checkedType = checkLocationType(type ?? "original_creditor", nameField.replace(/name$/, "type"));
  const namesake = findNamesake(store, name, checkedType);
  if (namesake) {
    if (id === undefined) return () => namesake;
    throw invalidField(nameField, "belongs to another location of this type");
  }
  // Two locations of one request may be the same.
  return () =>
    findNamesake(store, name, checkedType) ?? addLocation(store, { name, type: checkedType, external_id: id });
}

/** Adds a location that has passed all checks. */
export function addLocation(
  store: Store,
  { name, type, external_id, metadata = {} }: Omit<LocationRecord, "id" | "metadata"> & Partial<LocationRecord>,
): LocationRecord {
  return store.locations.add({ id: store.random.uuid(), name, type, external_id, metadata });
}

/** Returns the location with a name and type, which are documented as unique together. */
export function findNamesake(store: Store, name: string, type: LocationRecord["type"]): LocationRecord | undefined {
  return [...store.locations].find((location) => location.name === name && location.type === type);
}

const TYPES: readonly string[] = ["original_creditor", "current_creditor", "product_type"] satisfies Location["type"][];

function checkLocationType(type: string, field: string): LocationRecord["type"] {
  if (!TYPES.includes(type)) throw invalidField(field, `must be one of ${TYPES.join(",")}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked above
  return type as LocationRecord["type"];
}
