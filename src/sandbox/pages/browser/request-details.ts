import type { RequestSummary } from "../../control-api/follow-events.ts";
import type { RecordedRequest } from "../../controls/request-log.ts";
import type { Control } from "./control.ts";
import { curlLine } from "./curl-line.ts";
import { byId, element, showMessage } from "./dom.ts";
import { formatMoment } from "./format.ts";
import { statusOf } from "./request-list.ts";

/** How much of a body is shown, in characters. */
const MAX_SHOWN = 20_000;

/** Shows a request with all that was recorded of it. */
export interface RequestDetails {
  show(request: RequestSummary): void;
  hide(): void;
}

/** Makes the details work; `onClose` is called when the user closes them. */
export function createRequestDetails(control: Control, onClose: () => void): RequestDetails {
  const panel = byId("request-details", HTMLElement);
  let wanted = 0;

  async function show({ number }: RequestSummary): Promise<void> {
    wanted = number;
    try {
      const { requests } = await control.call<{ requests: RecordedRequest[] }>("GET", `/requests?number=${number}`);
      // Another one may have been chosen meanwhile.
      if (wanted !== number) return;
      const [request] = requests;
      panel.replaceChildren(
        ...(request === undefined
          ? [closeButton(), element("p", { class: "muted" }, "The sandbox no longer keeps this request.")]
          : describe(request)),
      );
      panel.scrollTop = 0;
      panel.hidden = false;
    } catch (error) {
      showMessage(error instanceof Error ? error.message : String(error), true);
    }
  }

  function closeButton(): HTMLElement {
    const button = element(
      "button",
      { type: "button", class: "close", "aria-label": "Close the request", "data-key": "close" },
      "✕",
    );
    button.addEventListener("click", onClose);
    return button;
  }

  function describe(request: RecordedRequest): Node[] {
    const { method, path, at, operationId, error, warnings, fault, query, headers, body } = request;
    const { text, kind } = statusOf(request);
    const line = curlLine(request, location.origin);
    const copy = element("button", { type: "button", "data-key": "copy" }, "Copy");
    copy.addEventListener("click", () => void copyText(line));
    const facts: [string, string | undefined][] = [
      ["Time", `${formatMoment(at)} UTC`],
      ["Operation", operationId],
      ["Fault", fault],
    ];
    return [
      closeButton(),
      element("h3", { class: "mono" }, element("span", { class: `badge ${kind}` }, text), ` ${method} ${path}`),
      ...(error === undefined ? [] : [element("p", { class: `notice ${kind}` }, error)]),
      ...warnings.map((warning) => element("p", { class: "notice warn" }, warning)),
      element(
        "div",
        { class: "curl" },
        element("pre", { class: "code", tabindex: 0, "aria-label": "curl line" }, line),
        copy,
      ),
      element(
        "dl",
        { class: "facts" },
        ...facts.flatMap(([name, value]) =>
          value === undefined ? [] : [element("dt", {}, name), element("dd", {}, value)],
        ),
      ),
      ...(Object.keys(query).length > 0 ? part("Query", query) : []),
      ...(body === undefined ? [] : part("Body", body)),
      ...part("Headers", headers),
    ];
  }

  panel.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") onClose();
  });
  return {
    show: (request) => void show(request),
    hide() {
      wanted = 0;
      panel.hidden = true;
      panel.replaceChildren();
    },
  };
}

function part(title: string, value: unknown): Node[] {
  const text = typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
  const shown =
    text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}\n… ${text.length - MAX_SHOWN} more characters` : text;
  return [element("h4", {}, title), element("pre", { class: "code", tabindex: 0, "aria-label": title }, shown)];
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showMessage("Copied. The token is that of the variable TRATTA_TOKEN.");
  } catch {
    // Browsers give the clipboard only to pages of this machine or with TLS.
    showMessage("The browser does not let this page copy; select the line instead.", true);
  }
}
