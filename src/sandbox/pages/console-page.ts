import { documentedPaths } from "../http/documented-paths.ts";
import { RESOURCE_OF_EVENT } from "../domain/webhook-events.ts";
import { html, type Html } from "./html.ts";
import { pageResponse } from "./page-response.ts";

const FAULT_KINDS = [
  ["status", "status: another status"],
  ["reset", "reset: the connection is lost"],
  ["truncate", "truncate: the response breaks off"],
  ["delay", "delay: the response is late"],
  ["html", "html: a page instead of JSON"],
  ["invalid_json", "invalid_json: broken JSON"],
  ["empty", "empty: no body"],
  ["redirect", "redirect: to another address"],
] as const;

/** Makes the page of the console. It has no data: its script gets that from `/_sandbox`, with the token that it was given. */
export function consolePage(): Response {
  return pageResponse(200, {
    title: "Tratta sandbox",
    script: "console.js",
    body: html`
      <noscript><p class="notice bad">The console needs JavaScript.</p></noscript>
      ${signIn()}
      <div id="console" class="console" hidden>
        ${header()}
        <main class="columns">
          ${requests()}
          <div class="column">${customers()} ${faults()} ${webhooks()}</div>
        </main>
        ${resetDialog()}
      </div>
      <p id="message" class="message" role="status" hidden></p>
    `,
  });
}

function signIn(): Html {
  return html`<main id="sign-in" class="page narrow" hidden>
    <h1>${mark()} Tratta sandbox</h1>
    <form id="sign-in-form" class="card">
      <p>
        This sandbox shows what is in it to whoever has its token. The line <code>console</code> that
        <code>tratta-sandbox</code> prints has an address that opens this page signed in.
      </p>
      <label>
        Token
        <input id="token" type="password" name="token" required autocomplete="off" spellcheck="false" />
      </label>
      <p id="sign-in-problem" class="bad" role="alert" hidden></p>
      <div><button class="primary">Open the console</button></div>
    </form>
  </main>`;
}

function header(): Html {
  return html`<header class="bar">
      <h1>${mark()} Tratta sandbox</h1>
      <span id="dialect" class="badge" title="The form that responses have" hidden></span>
      <span id="connection" class="badge" role="status">Connecting</span>
      <section class="clock" aria-labelledby="clock-title">
        <h2 id="clock-title" class="visually-hidden">Clock</h2>
        <time id="now" class="now"></time>
        <div class="buttons">
          <button id="day" type="button" title="Move the sandbox's time forward by a day">+1 day</button>
          <button id="week" type="button" title="Move the sandbox's time forward by a week">+1 week</button>
          <button id="next" type="button" disabled title="Move to the next charge or attempt to deliver a webhook">
            Next due <span id="next-due" class="muted"></span>
          </button>
        </div>
      </section>
      <button id="reset" type="button" class="danger">Reset…</button>
    </header>
    <nav class="jump" aria-label="Sections">
      <a href="#requests">Requests</a><a href="#customers">Customers</a><a href="#faults">Faults</a
      ><a href="#webhooks">Webhooks</a>
    </nav>`;
}

function requests(): Html {
  return html`<section id="requests" class="card panel requests" aria-labelledby="requests-title" tabindex="-1">
    <div class="head">
      <h2 id="requests-title">Requests <span id="request-count" class="count"></span></h2>
      <label class="inline"><input id="problems-only" type="checkbox" /> Problems only</label>
      <input
        id="filter"
        type="search"
        class="filter"
        placeholder="Method, path or status"
        aria-label="Filter requests"
      />
    </div>
    <div class="list-frame">
      <div id="request-list" class="request-list" role="listbox" tabindex="0" aria-label="Requests, the newest first">
        <div id="request-rows" class="request-rows" role="presentation"></div>
      </div>
      <button id="to-newest" type="button" class="to-newest primary" hidden>Newest ↑</button>
      <div id="no-requests" class="empty">
        <p><strong>No requests yet.</strong></p>
        <p class="muted">What your client sends appears here at once. To see one:</p>
        <pre id="first-request" class="code" tabindex="0"></pre>
      </div>
    </div>
    <section id="request-details" class="details" aria-label="The chosen request" tabindex="-1" hidden></section>
  </section>`;
}

function customers(): Html {
  return html`<section id="customers" class="card panel" aria-labelledby="customers-title" tabindex="-1">
    <div id="customer-list">
      <div class="head">
        <h2 id="customers-title">Customers <span id="customer-count" class="count"></span></h2>
        <input
          id="customer-search"
          type="search"
          class="filter"
          placeholder="Name, e-mail or id"
          aria-label="Search customers"
        />
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Customer</th>
            <th scope="col" class="amount">Accounts</th>
            <th scope="col" class="amount">Balance</th>
          </tr>
        </thead>
        <tbody id="customer-rows"></tbody>
      </table>
      <p id="no-customers" class="empty muted" hidden></p>
      <div id="pager" class="pager">
        <button id="previous" type="button">Previous</button>
        <span id="page" class="muted small"></span>
        <button id="following" type="button">Next</button>
      </div>
    </div>
    <div id="customer-details" tabindex="-1" aria-label="The chosen customer" role="group" hidden></div>
  </section>`;
}

function faults(): Html {
  return html`<section id="faults" class="card panel" aria-labelledby="faults-title" tabindex="-1">
    <div class="head">
      <h2 id="faults-title">Faults <span id="fault-count" class="count"></span></h2>
      <button id="clear-faults" type="button" disabled>Clear all</button>
    </div>
    <ul id="fault-rows" class="rows"></ul>
    <p id="more-faults" class="muted small" hidden></p>
    <p id="no-faults" class="empty muted">No faults: every request is handled as it should be.</p>
    <details class="more">
      <summary>Add a fault</summary>
      <form id="fault-form" class="fields">
        <label class="wide">
          What goes wrong
          <select name="kind">
            ${FAULT_KINDS.map(([kind, text]) => html`<option value="${kind}">${text}</option>`)}
          </select>
        </label>
        <label>
          Method
          <select name="method">
            <option value="">any</option>
            ${["GET", "POST", "PUT", "PATCH", "DELETE"].map((method) => html`<option>${method}</option>`)}
          </select>
        </label>
        <label>Path <input name="path" list="paths" placeholder="any" autocomplete="off" spellcheck="false" /></label>
        <label>Times <input name="times" type="number" min="1" step="1" value="1" required /></label>
        <label data-kinds="status html invalid_json empty redirect">
          Status <input name="status" type="number" min="200" max="599" step="1" />
        </label>
        <label data-kinds="status" class="wide">
          Header <input name="header" placeholder="Retry-After: 5" autocomplete="off" spellcheck="false" />
        </label>
        <label data-kinds="status" class="wide">
          Body <input name="body" placeholder="JSON or any other text" autocomplete="off" spellcheck="false" />
        </label>
        <label data-kinds="redirect" class="wide">
          Location <input name="location" placeholder="https://example.com/" autocomplete="off" spellcheck="false" />
        </label>
        <label data-kinds="delay">Headers after ms <input name="ms" type="number" min="0" value="1000" /></label>
        <label data-kinds="delay">Body after ms <input name="bodyMs" type="number" min="0" /></label>
        <label data-kinds="status html invalid_json empty reset redirect" class="inline wide">
          <input name="commit" type="checkbox" /> The operation runs all the same, and its response is lost
        </label>
        <div class="wide"><button class="primary">Add</button></div>
      </form>
      <datalist id="paths">${documentedPaths().map((path) => html`<option value="${path}"></option>`)}</datalist>
    </details>
  </section>`;
}

function webhooks(): Html {
  return html`<section id="webhooks" class="card panel" aria-labelledby="webhooks-title" tabindex="-1">
    <div class="head">
      <h2 id="webhooks-title">Webhooks <span id="webhook-count" class="count"></span></h2>
    </div>
    <ul id="webhook-rows" class="rows"></ul>
    <p id="no-webhooks" class="empty muted" hidden>No webhook is registered: POST /webhooks registers one.</p>
    <h3>Deliveries <span id="delivery-count" class="count"></span></h3>
    <ul id="delivery-rows" class="rows"></ul>
    <p id="no-deliveries" class="empty muted">Nothing has been delivered.</p>
    <details class="more">
      <summary>Trigger an event</summary>
      <form id="trigger-form" class="fields">
        <label class="wide">
          Event
          <input
            name="event"
            list="events"
            required
            placeholder="charge.failed"
            autocomplete="off"
            spellcheck="false"
          />
        </label>
        <label class="wide">
          Payload, JSON
          <textarea
            name="payload"
            rows="2"
            placeholder="by default the newest resource of its kind"
            spellcheck="false"
          ></textarea>
        </label>
        <div class="wide"><button class="primary">Send</button></div>
      </form>
      <datalist id="events">
        ${[...RESOURCE_OF_EVENT.keys()].map((event) => html`<option value="${event}"></option>`)}
      </datalist>
    </details>
  </section>`;
}

function resetDialog(): Html {
  return html`<dialog id="reset-dialog" aria-labelledby="reset-title">
    <form method="dialog" class="dialog">
      <h2 id="reset-title">Reset the sandbox?</h2>
      <p>Data and time return to the start. Faults, recorded requests and deliveries of webhooks are forgotten.</p>
      <div class="buttons">
        <button value="cancel">Cancel</button>
        <button id="confirm-reset" value="reset" class="danger">Reset</button>
      </div>
    </form>
  </dialog>`;
}

function mark(): Html {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" />
    <path d="M8 10h16M16 10v14" />
  </svg>`;
}
