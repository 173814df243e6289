import type { RequestSummary } from "../../control-api/follow-events.ts";
import { byId, element } from "./dom.ts";
import { formatNumber, formatTime } from "./format.ts";

/** How many requests are kept; the sandbox keeps as many by default. */
const MAX_KEPT = 10_000;
/** How many rows there are above and below those in sight. */
const SPARE_ROWS = 6;

/** The list of requests, newest first, of which only the rows in sight are in the page. */
export interface RequestList {
  add(requests: readonly RequestSummary[]): void;
  clear(): void;
  /** Takes the mark from the chosen request. */
  unchoose(): void;
}

/** What a row says of how a request ended. */
export function statusOf({ status }: Pick<RequestSummary, "status">): { text: string; kind: string } {
  if (status === undefined) return { text: "lost", kind: "bad" };
  const kind = status >= 500 ? "bad" : status >= 400 ? "warn" : status >= 300 ? "info" : "good";
  return { text: String(status), kind };
}

/** Makes the list work; `choose` is called with the request that the user chooses. */
export function createRequestList(choose: (request: RequestSummary) => void): RequestList {
  const scroller = byId("request-list", HTMLDivElement);
  const rows = byId("request-rows", HTMLDivElement);
  const filter = byId("filter", HTMLInputElement);
  const problemsOnly = byId("problems-only", HTMLInputElement);
  const toNewest = byId("to-newest", HTMLButtonElement);
  const count = byId("request-count", HTMLSpanElement);
  const nothing = byId("no-requests", HTMLDivElement);
  /** Oldest first. */
  let kept: RequestSummary[] = [];
  let shown: RequestSummary[] = [];
  let chosen: number | undefined;
  /** How many rows were added at the top since the last frame. */
  let added = 0;
  let isDrawing = false;
  let rowHeight = 0;

  const isShown = (request: RequestSummary): boolean => {
    const { method, path, status, warnings, fault } = request;
    if (problemsOnly.checked && (status ?? 599) < 400 && warnings.length === 0 && fault === undefined) return false;
    const wanted = filter.value.trim().toLowerCase();
    return wanted === "" || `${method} ${path} ${status ?? "lost"}`.toLowerCase().includes(wanted);
  };
  const at = (index: number): RequestSummary | undefined => shown[shown.length - 1 - index];

  function drawSoon(): void {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  }

  function draw(): void {
    isDrawing = false;
    rowHeight = Number.parseFloat(getComputedStyle(scroller).getPropertyValue("--row"));
    rows.style.height = `${shown.length * rowHeight}px`;
    // Who looks at older requests goes on seeing them.
    if (added > 0 && scroller.scrollTop > 0) scroller.scrollTop += added * rowHeight;
    added = 0;
    const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - SPARE_ROWS);
    const last = Math.min(
      shown.length,
      Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + SPARE_ROWS,
    );
    const drawn = new Map([...rows.children].map((row) => [row.id, row as HTMLElement]));
    for (let index = first; index < last; index += 1) {
      const request = at(index);
      if (request === undefined) continue;
      const id = `request-${request.number}`;
      const row = drawn.get(id) ?? rows.appendChild(createRow(request, id));
      drawn.delete(id);
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.dataset["index"] = String(index);
      row.setAttribute("aria-posinset", String(index + 1));
      row.setAttribute("aria-setsize", String(shown.length));
      row.setAttribute("aria-selected", String(request.number === chosen));
    }
    for (const row of drawn.values()) row.remove();
    const chosenRow = document.getElementById(`request-${chosen}`);
    if (chosenRow === null) scroller.removeAttribute("aria-activedescendant");
    else scroller.setAttribute("aria-activedescendant", chosenRow.id);
    toNewest.hidden = scroller.scrollTop < rowHeight;
    count.textContent =
      shown.length === kept.length
        ? formatNumber(kept.length)
        : `${formatNumber(shown.length)} of ${formatNumber(kept.length)}`;
    nothing.hidden = kept.length > 0;
    scroller.hidden = kept.length === 0;
  }

  function show(): void {
    shown = kept.filter(isShown);
    scroller.scrollTop = 0;
    added = 0;
    drawSoon();
  }

  function chooseAt(index: number): void {
    const request = at(Math.max(0, Math.min(index, shown.length - 1)));
    if (request === undefined) return;
    chosen = request.number;
    const top = indexOfChosen() * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    const lowest = top + rowHeight - scroller.clientHeight;
    if (lowest > scroller.scrollTop) scroller.scrollTop = lowest;
    drawSoon();
    choose(request);
  }

  const indexOfChosen = (): number => {
    const index = shown.findLastIndex(({ number }) => number === chosen);
    return index < 0 ? -1 : shown.length - 1 - index;
  };

  scroller.addEventListener("scroll", drawSoon, { passive: true });
  new ResizeObserver(drawSoon).observe(scroller);
  filter.addEventListener("input", show);
  problemsOnly.addEventListener("change", show);
  toNewest.addEventListener("click", () => {
    scroller.scrollTop = 0;
    scroller.focus({ preventScroll: true });
  });
  rows.addEventListener("click", ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
    if (row !== null) chooseAt(Number(row.dataset["index"]));
  });
  scroller.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 1);
    const index = indexOfChosen();
    const wanted: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: shown.length - 1,
    };
    const next = wanted[event.key];
    if (next === undefined) return;
    event.preventDefault();
    chooseAt(next);
  });

  return {
    add(requests) {
      kept.push(...requests);
      const fitting = requests.filter(isShown);
      shown.push(...fitting);
      added += fitting.length;
      if (kept.length > MAX_KEPT) {
        kept = kept.slice(-MAX_KEPT);
        const oldest = kept[0]?.number ?? 0;
        shown = shown.slice(shown.findIndex(({ number }) => number >= oldest));
      }
      drawSoon();
    },
    clear() {
      kept = [];
      show();
    },
    unchoose() {
      chosen = undefined;
      drawSoon();
    },
  };
}

function createRow(request: RequestSummary, id: string): HTMLElement {
  const { at, method, path, error, warnings, fault } = request;
  const { text, kind } = statusOf(request);
  const notes = [fault && `fault: ${fault}`, error, ...warnings].filter((note) => note !== undefined);
  return element(
    "div",
    { id, role: "option", class: "request" },
    element("span", { class: `status ${kind}` }, text),
    element("span", { class: "method" }, method),
    element("span", { class: "path", title: path }, path),
    element("span", { class: `note ${error === undefined ? "warn" : kind}` }, notes.join("; ")),
    element("span", { class: "time" }, formatTime(at)),
  );
}
