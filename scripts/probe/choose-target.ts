import { createSandbox } from "tratta-client/sandbox";
import type { ProbeTarget } from "./run-probe.ts";

/** What the environment and the command line say. */
export interface TargetOptions {
  readonly orgUuid?: string | undefined;
  readonly token?: string | undefined;
  readonly environment?: string | undefined;
  readonly dialect?: string | undefined;
}

/**
 * Chooses the vendor's API when there is an account, otherwise a sandbox in this process.
 *
 * @throws when the options do not fit together
 */
export function chooseTarget({ orgUuid, token, environment = "sandbox", dialect }: TargetOptions): ProbeTarget {
  if (environment !== "sandbox" && environment !== "production") {
    throw new Error("--environment must be sandbox or production.");
  }
  if (dialect !== undefined && dialect !== "vendor" && dialect !== "source") {
    throw new Error("--dialect must be vendor or source.");
  }
  if (orgUuid && token) {
    if (dialect)
      throw new Error("--dialect is for the local sandbox. Unset TRATTA_ORG_UUID and TRATTA_TOKEN to probe it.");
    return { name: `the vendor's ${environment} environment`, orgUuid, token, environment };
  }
  if (orgUuid || token || environment === "production") {
    const missing = [...(orgUuid ? [] : ["TRATTA_ORG_UUID"]), ...(token ? [] : ["TRATTA_TOKEN"])];
    throw new Error(`${missing.join(" and ")} must be set to probe the vendor's ${environment} environment.`);
  }
  const sandbox = createSandbox({ recordRequests: 0, ...(dialect && { dialect }) });
  const name = `the local sandbox${dialect ? `, dialect ${dialect}` : ""}`;
  return { name, baseUrl: "http://localhost", token: sandbox.token, send: sandbox.fetch };
}
