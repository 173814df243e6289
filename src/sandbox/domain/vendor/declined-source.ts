import type { PaymentSource } from "../records.ts";

const DECLINED_LAST_FOUR = "0002";

/** Whether payments from a card or bank account fail. In the sandbox those do whose number ends in 0002, like test cards that
 * payment providers publish. */
export function isDeclined({ last_four }: Pick<PaymentSource, "last_four">): boolean {
  return last_four === DECLINED_LAST_FOUR;
}
