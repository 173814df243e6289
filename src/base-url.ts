import { TrattaRequestError } from "./errors.ts";

/** Which API a client talks to. */
export interface BaseUrlOptions {
  /** The organisation's UUID as handed out with the token; the first label of the host name. Required without `baseUrl`. */
  readonly orgUuid?: string;
  /**
   * Which of the vendor's environments; each has its own token.
   * @default "sandbox"
   */
  readonly environment?: "sandbox" | "production";
  /** Replaces `orgUuid` and `environment`: https, or http on this machine's loopback only. */
  readonly baseUrl?: string;
}

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The base URL, normalised and without a trailing slash.
 *
 * @throws {TrattaRequestError} naming the option
 */
export function resolveBaseUrl({ orgUuid = "", environment = "sandbox", baseUrl }: BaseUrlOptions): string {
  if (baseUrl !== undefined) return normalise(baseUrl);
  if (typeof orgUuid !== "string" || !DNS_LABEL.test(orgUuid)) {
    throw new TrattaRequestError("orgUuid", "must be one DNS label: letters, digits, hyphens");
  }
  if (environment !== "sandbox" && environment !== "production") {
    throw new TrattaRequestError("environment", 'must be "sandbox" or "production"');
  }
  return normalise(`https://${orgUuid}.${environment}.tratta.io/api/v1`);
}

function normalise(baseUrl: string): string {
  let url: URL | undefined;
  try {
    url = new URL(baseUrl);
  } catch {
    // Refused below, without quoting what may hold credentials.
  }
  const secure = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (!url || !secure || url.href !== url.origin + url.pathname) {
    throw new TrattaRequestError(
      "baseUrl",
      "must be an https URL (http only on loopback) without credentials or query",
    );
  }
  return url.href.replace(/\/+$/, "");
}
