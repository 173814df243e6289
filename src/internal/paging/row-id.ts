/** A row as the server sent it, which may be any JSON value. */
export type Row = { readonly id?: unknown } | null;

/**
 * The id as a string, so that `7` and `"7"` are the same; undefined when the row has none. JSON.parse rounds integers from
 * 2^53, so that different rows seem to have the same one: such a number is none.
 */
export function rowId(row: Row): string | undefined {
  const id = row?.id;
  return (typeof id === "string" && id !== "") || Number.isSafeInteger(id) ? String(id) : undefined;
}
