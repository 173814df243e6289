/** Gives a UUID the form of the vendor's ids of transactions. */
export function toTransactionId(uuid: string): string {
  return `tx_${uuid.replaceAll("-", "")}`;
}
