import { textResponse } from "../http/responses.ts";
import { html, type Html } from "./html.ts";

/** Below this path are the files that the pages load. */
export const ASSETS_PATH = "/_sandbox/pages/";

/** What a page consists of. */
interface Page {
  readonly title: string;
  readonly body: Html;
  /** The name of the script that it runs, if it runs any. */
  readonly script?: "console.js";
}

/**
 * What every page and its files are sent with. Nothing runs or loads but the files below `ASSETS_PATH`; no other page may
 * show this one in a frame, load its files or keep a hold on its window; no address, which may have a secret in it, is sent
 * along to where a link leads.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** Makes a page with the style that all pages share. */
export function pageResponse(
  status: number,
  { title, body, script }: Page,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="${ASSETS_PATH}icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS_PATH}style.css" />
        ${script && html`<script type="module" src="${ASSETS_PATH}${script}"></script>`}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return textResponse(status, page.toString(), { ...PAGE_HEADERS, ...headers }, "text/html; charset=utf-8");
}
