/** A row as the server sent it, which may be any JSON value. */
export type Row = { readonly id?: unknown } | null;

/** The id as a string, so that `7` and `"7"` are the same; undefined when the row has none. */
export function rowId(row: Row): string | undefined {
  const id = row?.id;
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}
