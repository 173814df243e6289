import type { Command } from "./command.ts";

/** Refunds a charge. */
export const refundCommand: Command = {
  help: `tratta-sandbox refund <charge-id> [<amount>]
  refund a completed charge, by default all that is left of it; the amount has the unit of the charge's own, such as cents
`,
  options: {},
  async run({ positionals, read, print }) {
    const [charge_id, amount, ...others] = positionals;
    if (charge_id === undefined || others.length > 0) {
      throw new TypeError("refund takes the id of a charge and, for a part of it, an amount");
    }
    const body = { charge_id, ...(amount !== undefined && { amount: readAmount(amount) }) };
    const refund = await read<{ amount: number; left: number }>({ method: "POST", path: "/refunds", body });
    print(`refunded ${refund.amount}, left ${refund.left}`);
  },
};

function readAmount(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new TypeError("the amount of a refund must be a number, such as 700");
  return Number(text);
}
