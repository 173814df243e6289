import { isLoopbackHost } from "../http/is-loopback-host.ts";

/** Whether a URL leads to this machine, after the normalisation that `fetch` does. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}
