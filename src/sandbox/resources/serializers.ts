import type { PaymentPlanRules } from "../domain/payment-plan-rules.ts";
import type { RecordOf } from "../domain/records.ts";
import type { Store } from "../domain/store.ts";
import { createSourceSerializers } from "./source-serializers.ts";
import { createVendorSerializers } from "./vendor-serializers.ts";

/** For each resource, the function that turns a record into its JSON form in responses. */
export type Serializers = { readonly [Name in keyof RecordOf]: (record: RecordOf[Name]) => object };

/** Creates the serializers of a store's dialect. */
export function createSerializers(store: Store, rules: Readonly<PaymentPlanRules>): Serializers {
  const create = store.dialect === "vendor" ? createVendorSerializers : createSourceSerializers;
  return create(store, rules);
}
