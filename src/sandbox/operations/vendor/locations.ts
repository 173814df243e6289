import type { LocationRequest, LocationUpdate, Metadata } from "../../../models.ts";
import { invalidField } from "../../domain/api-error.ts";
import type { LocationRecord } from "../../domain/records.ts";
import type { Store } from "../../domain/store.ts";
import { addLocation, findNamesake } from "../../domain/vendor/locations.ts";
import type { Operation } from "../operation.ts";
import { findRecord } from "../resource-operations.ts";

/** Name and type are documented as unique together. That external ids are unique is assumed. */
export const createLocation: Operation<LocationRequest> = ({ store, serialize, body }) => {
  const { name, type = "original_creditor", external_id, metadata } = body;
  checkUnique(store, { name, type, external_id });
  const location = addLocation(store, { name, type, external_id, metadata: metadata ?? {} });
  return { status: 201, body: { data: serialize.locations(location) } };
};

/** In `metadata` a value replaces the one of its key, an empty one deletes the key, and `{}` deletes all. */
export const updateLocation: Operation<LocationUpdate> = (context) => {
  const { store, serialize, body } = context;
  const location = findRecord(context, "locations");
  const { name = location.name, type = location.type, external_id = location.external_id, metadata } = body;
  checkUnique(store, { name, type, external_id }, location);
  store.locations.update(location, {
    name,
    type,
    external_id,
    ...(metadata && { metadata: mergeMetadata(location.metadata, metadata) }),
  });
  return { status: 200, body: { data: serialize.locations(location) } };
};

function mergeMetadata(old: Metadata, changes: Metadata): Metadata {
  if (Object.keys(changes).length === 0) return {};
  return Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, value]) => value !== ""));
}

function checkUnique(
  store: Store,
  { name, type, external_id }: Pick<LocationRecord, "name" | "type" | "external_id">,
  self?: LocationRecord,
): void {
  const namesake = findNamesake(store, name, type);
  if (namesake && namesake !== self) throw invalidField("name", "belongs to another location of this type");
  const holder = store.locations.getByExternalId(external_id);
  if (holder && holder !== self) throw invalidField("external_id", "belongs to another location");
}
