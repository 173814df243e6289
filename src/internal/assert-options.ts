import { TrattaRequestError } from "../errors.ts";

/** @throws {TrattaRequestError} for an option that does not exist, naming it and those that do */
export function assertOptions(options: object, known: readonly string[], prefix = ""): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TrattaRequestError(prefix + name, `is not an option; ${listOf(known)}`);
  }
}

/** The end of a message about a wrong or missing option. */
export function listOf(known: readonly string[]): `the options are ${string}` {
  return `the options are ${known.join(", ")}`;
}
