import type { PaymentMethodRecord } from "../records.ts";
import type { Store } from "../store.ts";

/** Returns the primary payment method of a customer, or the oldest when none is primary. The latter is an assumption. */
export function primaryPaymentMethodOf(store: Store, customerId: string | undefined): PaymentMethodRecord | undefined {
  if (customerId === undefined) return undefined;
  const owned = store.payment_methods.related("customer_id", customerId);
  return owned.find(({ is_primary }) => is_primary) ?? owned[0];
}
