import type { SandboxEvent } from "../../control-api/follow-events.ts";
import type { SandboxPart } from "../../controls/change-feed.ts";
import { createClock } from "./clock.ts";
import { createControl, WrongToken } from "./control.ts";
import { createCustomers } from "./customers.ts";
import { byId, showMessage, textOf } from "./dom.ts";
import { followSandbox } from "./events.ts";
import { createFaults } from "./faults.ts";
import { createRequestDetails } from "./request-details.ts";
import { createRequestList } from "./request-list.ts";
import { createWebhooks } from "./webhooks.ts";

// Kept for this tab alone, so that a reload stays signed in. Only scripts of the sandbox's own origin could read it, and the
// Content-Security-Policy lets only this one run.
const STORED = "tratta-sandbox-token";

const signInPage = byId("sign-in", HTMLElement);
const signInForm = byId("sign-in-form", HTMLFormElement);
const signInProblem = byId("sign-in-problem", HTMLParagraphElement);
const consolePage = byId("console", HTMLDivElement);
let hasStarted = false;

/** Takes the token from the address, and out of it: the address bar is seen by others, and kept in the history. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) history.replaceState(null, "", location.pathname);
  return token;
}

function askForToken(problem?: string): void {
  sessionStorage.removeItem(STORED);
  consolePage.hidden = true;
  signInPage.hidden = false;
  signInProblem.hidden = problem === undefined;
  signInProblem.textContent = problem ?? "";
  byId("token", HTMLInputElement).focus();
}

async function signIn(token: string): Promise<void> {
  try {
    await createControl(token).call("GET", "/clock");
  } catch (error) {
    askForToken(
      error instanceof WrongToken
        ? "This is not the token of this sandbox. The sandbox prints its token when it starts."
        : "The sandbox does not respond. Is it still running?",
    );
    return;
  }
  sessionStorage.setItem(STORED, token);
  // What is on the page belongs to another token.
  if (hasStarted) location.reload();
  hasStarted = true;
  signInPage.hidden = true;
  consolePage.hidden = false;
  start(token);
}

function start(token: string): void {
  const control = createControl(token);
  const stop = new AbortController();
  const connection = byId("connection", HTMLSpanElement);
  const details = createRequestDetails(control, () => {
    details.hide();
    list.unchoose();
    byId("request-list", HTMLDivElement).focus({ preventScroll: true });
  });
  const list = createRequestList(details.show);
  const customers = createCustomers(control);
  const webhooks = createWebhooks(control);
  const refreshClock = createClock(control, stop.signal);
  const refreshOf: Readonly<Record<SandboxPart, readonly (() => void)[]>> = {
    clock: [refreshClock],
    faults: [createFaults(control)],
    // A new plan may be what falls due next.
    state: [customers.refresh, webhooks.refresh, refreshClock],
    deliveries: [webhooks.refreshDeliveries, refreshClock],
  };
  const refreshAll = (): void => {
    for (const refresh of new Set(Object.values(refreshOf).flat())) refresh();
  };
  byId("first-request", HTMLPreElement).textContent =
    `curl --header "Authorization: Bearer $TRATTA_TOKEN" '${location.origin}/api/v1/customers?limit=2'`;
  prepareReset(control.call);

  const receive = (events: readonly SandboxEvent[]): void => {
    // Put together up to the next event of another kind: 100 requests are one change of the list.
    let requests: Extract<SandboxEvent, { type: "request" }>["request"][] = [];
    for (const event of events) {
      if (event.type === "request") requests.push(event.request);
      else if (event.type === "cleared") {
        requests = [];
        list.clear();
        details.hide();
      } else if (event.type === "changed") {
        for (const part of event.parts) for (const refresh of refreshOf[part] ?? []) refresh();
      }
    }
    if (requests.length > 0) list.add(requests);
  };
  const say = (text: string, kind: string): void => {
    connection.textContent = text;
    connection.className = `badge ${kind}`;
  };
  void followSandbox(
    control,
    {
      begin() {
        say("Live", "good");
        list.clear();
        refreshAll();
      },
      receive,
      lost: () => say("Disconnected, trying again", "bad"),
      refused() {
        stop.abort();
        askForToken("The sandbox has started anew, with another token. It prints the token when it starts.");
      },
    },
    stop.signal,
  );
}

function prepareReset(call: (method: string, path: string) => Promise<unknown>): void {
  const dialog = byId("reset-dialog", HTMLDialogElement);
  byId("reset", HTMLButtonElement).addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "reset") return;
    call("POST", "/reset").then(
      () => showMessage("The sandbox is as it was at its start."),
      (error: unknown) => showMessage(error instanceof Error ? error.message : String(error), true),
    );
  });
}

signInForm.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn(textOf(signInForm, "token"));
});
// An address with a token, opened where the console is open already.
addEventListener("hashchange", () => {
  const token = takeToken();
  if (token === undefined) return;
  sessionStorage.setItem(STORED, token);
  location.reload();
});
const token = takeToken() ?? sessionStorage.getItem(STORED);
if (token === null) askForToken();
else void signIn(token);
