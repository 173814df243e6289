export { createSandbox, type Sandbox } from "./create-sandbox.ts";
export type { Fault, FaultMatch, SandboxFaults } from "./controls/faults.ts";
export type { SandboxListener } from "./http/http-server.ts";
export type { ReceivedRequest, RecordedRequest } from "./controls/request-log.ts";
export type { SandboxClock } from "./controls/sandbox-clock.ts";
export type { PaymentPlanRules, SandboxOptions } from "./sandbox-options.ts";
