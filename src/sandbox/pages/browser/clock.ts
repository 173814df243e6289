import type { Control } from "./control.ts";
import { byId, showMessage } from "./dom.ts";
import { formatDay, formatMinute, formatShortDay } from "./format.ts";
import { createRefresher } from "./refresher.ts";

const DAY_MS = 86_400_000;
/** Time goes by without an event. */
const READ_EVERY_MS = 10_000;

/** Shows the sandbox's time and moves it. Returns what reads it anew. */
export function createClock(control: Control, signal: AbortSignal): () => void {
  const shown = document.querySelector<HTMLTimeElement>("#now");
  const next = byId("next", HTMLButtonElement);
  const nextDue = byId("next-due", HTMLSpanElement);

  const refresh = createRefresher(async () => {
    try {
      const { now, nextDueAt } = await control.call<{ now: number; nextDueAt?: number }>("GET", "/clock");
      if (shown) {
        shown.textContent = `${formatDay(now)}, ${formatMinute(now)} UTC`;
        shown.dateTime = new Date(now).toISOString();
      }
      next.disabled = nextDueAt === undefined;
      nextDue.textContent = nextDueAt === undefined ? "" : formatShortDay(nextDueAt);
    } catch {
      // The lost connection is shown already.
    }
  });

  async function move(body: object): Promise<void> {
    try {
      const { now } = await control.call<{ now: number }>("POST", "/clock", body);
      showMessage(`It is now ${formatDay(now)}, ${formatMinute(now)} UTC in the sandbox.`);
    } catch (error) {
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
  }

  byId("day", HTMLButtonElement).addEventListener("click", () => void move({ advanceMs: DAY_MS }));
  byId("week", HTMLButtonElement).addEventListener("click", () => void move({ advanceMs: 7 * DAY_MS }));
  next.addEventListener("click", () => void move({ next: true }));
  const timer = setInterval(() => {
    if (!document.hidden) refresh();
  }, READ_EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  return refresh;
}
