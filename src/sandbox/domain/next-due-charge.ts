import { calendarDateOf } from "./calendar-date.ts";
import { isAwaited } from "./run-due-charges.ts";
import type { Store } from "./store.ts";

/** Returns when the first charge after `now` falls due; both in epoch milliseconds. */
export function nextDueCharge(store: Store, now: number): number | undefined {
  let next = Number.POSITIVE_INFINITY;
  for (const { charges } of store.plansBeingPaid) {
    for (const charge of charges) {
      const due = Date.parse(charge.charge_date);
      if (isAwaited(charge) && due > now) next = Math.min(next, due);
    }
  }
  const today = calendarDateOf(now);
  for (const { scheduled_at = today } of store.scheduledCharges) {
    if (scheduled_at > today) next = Math.min(next, Date.parse(scheduled_at));
  }
  return Number.isFinite(next) ? next : undefined;
}
