import type { PaymentMethodRecord } from "./records.ts";
import type { Store } from "./store.ts";
import { isDeclined } from "./vendor/declined-source.ts";

/** Adds a payment method with made-up digits, of a kind that payments from it succeed, and for a card a made-up brand and
 * expiry. */
export function addPaymentMethod(
  store: Store,
  { type, customer_id, now }: { type: PaymentMethodRecord["type"]; customer_id: string | undefined; now: number },
): PaymentMethodRecord {
  const { random } = store;
  const id = random.uuid();
  const last_four = String(random.integer(0, 9999)).padStart(4, "0");
  return store.payment_methods.add({
    id,
    type,
    last_four: store.dialect === "vendor" && isDeclined({ last_four }) ? "0001" : last_four,
    ...(type === "card" && {
      brand: random.pick(["visa", "mastercard", "amex", "discover"]),
      expiry_month: random.integer(1, 12),
      expiry_year: new Date(now).getUTCFullYear() + random.integer(1, 5),
    }),
    created_at: new Date(now).toISOString(),
    customer_id,
  });
}
