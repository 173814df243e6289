import type { RequestHead } from "../http/request-head.ts";
import { textResponse } from "../http/responses.ts";
import { consolePage } from "./console-page.ts";
import { ASSETS_PATH, PAGE_HEADERS } from "./page-response.ts";

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M8 10h16M16 10v14" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>`;

const TYPES: Readonly<Record<string, string>> = {
  "style.css": "text/css; charset=utf-8",
  "console.js": "text/javascript; charset=utf-8",
};

/** Responds to a request for the console at `/`, or for a file of the pages; undefined for any other. Neither needs the token,
 * since there is no data in them. */
export async function handlePageRequest({ method, url, headers }: RequestHead): Promise<Response | undefined> {
  const { pathname } = new URL(url);
  if (method !== "GET") return undefined;
  if (pathname === "/" && acceptsPage(headers.get("accept"))) return consolePage();
  // Browsers ask for it beside every page that names no icon, such as a response of the API: no fault is meant for that.
  if (pathname === "/favicon.ico") return icon();
  if (!pathname.startsWith(ASSETS_PATH)) return undefined;
  const name = pathname.slice(ASSETS_PATH.length);
  if (name === "icon.svg") return icon();
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) return undefined;
  // Loaded only now: no other request needs them.
  const { loadPageAssets } = await import("./page-assets.ts");
  const assets: Readonly<Record<string, string>> = await loadPageAssets();
  return textResponse(200, assets[name] ?? "", PAGE_HEADERS, type);
}

function icon(): Response {
  return textResponse(200, ICON, PAGE_HEADERS, "image/svg+xml");
}

/** A client that wants JSON alone calls the API, which has nothing at `/`. */
function acceptsPage(accept: string | null): boolean {
  return accept === null || /text\/(html|\*)|\*\/\*/i.test(accept);
}
