import { html } from "./html.ts";
import { pageResponse } from "./page-response.ts";

/** Makes the page of the console. It has no data: its script gets that from `/_sandbox`, with the token that it was given. */
export function consolePage(): Response {
  return pageResponse(200, {
    title: "Tratta sandbox",
    script: "console.js",
    body: html`<main class="page"><h1>Tratta sandbox</h1></main>`,
  });
}
