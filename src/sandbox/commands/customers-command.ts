import { formatCents } from "../../money.ts";
import { textOf, type Command } from "./command.ts";

/** A page of `GET /_sandbox/customers`. */
interface CustomerList {
  readonly dialect: string;
  readonly total: number;
  readonly customers: readonly { readonly id: string; readonly name: string; readonly current_balance: number }[];
}

/** Prints the customers and what they owe. */
export const customersCommand: Command = {
  help: `tratta-sandbox customers
  print the newest customers: id, balance and name
  --search <text>        only those with this text in the name, e-mail address or id
  --limit <number>       how many (default 20)
`,
  options: { search: { type: "string" }, limit: { type: "string" } },
  async run({ positionals, values, read, print }) {
    if (positionals.length > 0) throw new TypeError("customers takes no arguments but --search and --limit");
    const [search, limit] = [textOf(values, "search"), textOf(values, "limit")];
    if (limit !== undefined && !/^\d{1,9}$/.test(limit)) throw new TypeError("--limit must be a whole number");
    const query = new URLSearchParams({
      ...(search !== undefined && { search }),
      ...(limit !== undefined && { limit }),
    });
    const { dialect, total, customers } = await read<CustomerList>({
      method: "GET",
      path: `/customers?${String(query)}`,
    });
    for (const { id, name, current_balance: balance } of customers) {
      const shown = dialect === "vendor" ? `$${formatCents(balance)}` : String(balance);
      // A terminal would obey control characters.
      print(`${id} ${shown.padStart(12)} ${name.replaceAll(/\p{C}/gu, "?")}`);
    }
    print(`${customers.length} of ${total}`);
  },
};
