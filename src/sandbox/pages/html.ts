import { html as template, raw } from "hono/html";

/** HTML that is safe to send. */
export type Html = ReturnType<typeof raw>;

type Value = string | number | Html | false | null | undefined | readonly Value[];

/** Makes HTML of a template, and escapes every text put into it; false, null and undefined leave nothing. Hono's `html` would
 * take promises, too, but a page is made within a step of the sandbox. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a promise is returned only for one among the values
  return template(strings, ...values) as Html;
}
