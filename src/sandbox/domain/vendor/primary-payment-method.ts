import type { PaymentMethodRecord } from "../records.ts";
import type { Store } from "../store.ts";

/** Returns the primary payment method of a customer, or the oldest when none is primary. The latter is an assumption. */
export function primaryPaymentMethodOf(store: Store, customerId: string | undefined): PaymentMethodRecord | undefined {
  const owned = store.payment_methods.all.filter(({ customer_id }) => customer_id === customerId);
  return owned.find(({ is_primary }) => is_primary) ?? owned[0];
}
