/** How far the server's clock is ahead of `performance.now()`, as far as the `Date` headers of its responses show. */
export interface ServerClock {
  /**
   * @param sentAt `performance.now()` at some moment before the request was sent
   * @param receivedAt the same after its response arrived
   */
  note(headers: Headers, sentAt: number, receivedAt: number): void;
  /** The earliest offset in milliseconds that fits all responses; undefined when none had a date, or they contradict. */
  earliestOffset(): number | undefined;
}

/** A `Date` header holds whole seconds: when it was written, the server's clock showed that second or up to 999 ms more. */
export function createServerClock(): ServerClock {
  let earliest = -Infinity;
  let latest = Infinity;
  return {
    note(headers, sentAt, receivedAt) {
      const text = headers.get("Date") ?? "";
      // Without a zone, it would be read as a local time. A response from a cache (`Age`) has the date of another one.
      const date = text.endsWith("GMT") && !Number(headers.get("Age")) ? Date.parse(text) : NaN;
      if (Number.isNaN(date)) return;
      earliest = Math.max(earliest, date - receivedAt);
      latest = Math.min(latest, date + 1_000 - sentAt);
    },
    earliestOffset: () => (earliest > -Infinity && earliest <= latest ? earliest : undefined),
  };
}
