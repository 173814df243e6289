import { isLoopbackHost } from "./is-loopback-host.ts";

/** A host name and the port that goes with it; without one, any port does. */
interface NamedHost {
  readonly name: string;
  readonly port: string | undefined;
}

/**
 * Makes the check of the host that a request names: a name of this machine, or one of `allowedHosts`, with any port unless
 * the list names one. It keeps out pages whose own name an attacker's DNS server leads to this machine.
 */
export function createHostCheck(allowedHosts: readonly string[]): (host: string) => boolean {
  const allowed = allowedHosts.flatMap((host) => parseHost(host) ?? []);
  return (host) => {
    const named = parseHost(host);
    if (named === undefined) return false;
    if (isLoopbackHost(named.name)) return true;
    return allowed.some(({ name, port }) => name === named.name && (port === undefined || port === named.port));
  };
}

let last: { readonly host: string; readonly named: NamedHost | undefined } = { host: "", named: undefined };

/** Splits a host, such as that of a Host header, and normalises its name; undefined when it is none. */
export function parseHost(host: string): NamedHost | undefined {
  // Nearly all requests name the same one, several times.
  if (host !== last.host) last = { host, named: split(host) };
  return last.named;
}

function split(host: string): NamedHost | undefined {
  // No characters that could end the host in a URL, such as those of user names and paths.
  const [, name = "", port] = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?$/i.exec(host) ?? [];
  if (!URL.canParse(`http://${name}`)) return undefined;
  // One dot at the end makes a name absolute.
  return { name: new URL(`http://${name}`).hostname.replace(/(?<=[^.])\.$/, ""), port };
}
