import type { Fault, QueuedFault } from "../../controls/faults.ts";
import type { Control } from "./control.ts";
import { byId, element, replaceChildren, showMessage, textOf } from "./dom.ts";
import { formatName, formatNumber } from "./format.ts";
import { createRefresher } from "./refresher.ts";

/** How many faults are shown, the newest. */
const MAX_SHOWN = 50;

/** Shows the faults, and adds and clears them. Returns what reads them anew. */
export function createFaults(control: Control): () => void {
  const rows = byId("fault-rows", HTMLUListElement);
  const none = byId("no-faults", HTMLParagraphElement);
  const count = byId("fault-count", HTMLSpanElement);
  const more = byId("more-faults", HTMLParagraphElement);
  const clear = byId("clear-faults", HTMLButtonElement);
  const form = byId("fault-form", HTMLFormElement);

  const refresh = createRefresher(async () => {
    try {
      const { faults } = await control.call<{ faults: QueuedFault[] }>("GET", "/faults");
      const newest = faults.slice(-MAX_SHOWN).toReversed();
      replaceChildren(rows, newest.map(createRow));
      more.hidden = faults.length <= MAX_SHOWN;
      more.textContent = `and ${formatNumber(faults.length - MAX_SHOWN)} older ones`;
      count.textContent = faults.length === 0 ? "" : formatNumber(faults.length);
      none.hidden = faults.length > 0;
      clear.disabled = faults.length === 0;
    } catch {
      // The lost connection is shown already.
    }
  });

  const run = async (method: string, body?: object): Promise<void> => {
    try {
      await control.call(method, "/faults", body);
      showMessage(body ? "The fault is added." : "All faults are removed.");
    } catch (error) {
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
    refresh();
  };

  const showFields = (): void => {
    const kind = textOf(form, "kind");
    for (const label of form.querySelectorAll<HTMLElement>("[data-kinds]")) {
      const isUsed = label.dataset["kinds"]?.split(" ").includes(kind) ?? false;
      label.hidden = !isUsed;
      for (const input of label.querySelectorAll("input")) {
        input.disabled = !isUsed;
        input.required =
          (input.name === "status" && (kind === "status" || kind === "redirect")) || input.name === "location";
      }
    }
  };

  form.addEventListener("change", showFields);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      void run("POST", readFault(form));
    } catch (error) {
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
  });
  clear.addEventListener("click", () => void run("DELETE"));
  showFields();
  return refresh;
}

function createRow({ fault, match, fired, left }: QueuedFault): HTMLElement {
  const [style, state] =
    fired === 0
      ? ["info", left === 1 ? "queued, never fired" : `queued ${left}×, never fired`]
      : left > 0
        ? ["warn", `fired ${fired}×, ${left} left`]
        : ["good", `fired ${fired}×`];
  return element(
    "li",
    { class: "line" },
    element(
      "div",
      { class: "wrap" },
      element("strong", {}, describeFault(fault)),
      element("div", { class: "muted small" }, `${match.method ?? "any method"} ${match.path ?? "any path"}`),
    ),
    element("span", { class: `badge ${style}` }, state),
  );
}

function describeFault(fault: Fault): string {
  const { kind, status, headers = {}, body, location, ms, bodyMs, commit }: FaultFields = fault;
  const parts = [
    status === undefined ? formatName(kind) : `${formatName(kind)} ${status}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    body !== undefined && `body ${typeof body === "string" ? body : JSON.stringify(body)}`,
    location !== undefined && `to ${location}`,
    ms !== undefined && `headers after ${formatNumber(ms)} ms`,
    bodyMs !== undefined && `body after ${formatNumber(bodyMs)} ms`,
    commit === true && "after the operation has run",
  ];
  return parts.filter((part) => part !== false).join(", ");
}

/** What a fault of any kind may have. */
interface FaultFields {
  readonly kind: Fault["kind"];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  readonly location?: string;
  readonly ms?: number;
  readonly bodyMs?: number;
  readonly commit?: boolean;
}

/** The fields that are filled in; which of them a kind needs, the sandbox says.
 * @throws Error for a line that is not a header */
function readFault(form: HTMLFormElement): object {
  const text = (name: string): string | undefined => textOf(form, name) || undefined;
  const number = (name: string): number | undefined => (text(name) === undefined ? undefined : Number(text(name)));
  const header = text("header");
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(header ?? "") ?? [];
  if (header !== undefined && name === undefined) throw new Error("A header must be such as Retry-After: 5.");
  const fault = {
    kind: text("kind"),
    status: number("status"),
    headers: name === undefined ? undefined : { [name]: value },
    body: readBody(text("body")),
    location: text("location"),
    ms: number("ms"),
    bodyMs: number("bodyMs"),
    commit: new FormData(form).has("commit") ? true : undefined,
  };
  // What is undefined is left out of JSON.
  return { fault, match: { method: text("method"), path: text("path"), times: number("times") } };
}

/** An object or a list is sent as JSON, anything else as it is. */
function readBody(text: string | undefined): unknown {
  if (text === undefined || !/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
