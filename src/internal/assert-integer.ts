import { TrattaRequestError } from "../errors.ts";

/**
 * @param max by default the longest time a timer takes, in milliseconds
 * @throws {TrattaRequestError} naming the option
 */
export function assertInteger(option: string, value: unknown, min: number, max: number = 2 ** 31 - 1): void {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw new TrattaRequestError(option, `must be an integer from ${min} to ${max}`);
  }
}
