export { createSandbox, type Sandbox } from "./create-sandbox.ts";
export type { Fault, FaultMatch, SandboxFaults } from "./faults.ts";
export type { SandboxListener } from "./http-server.ts";
export type { ReceivedRequest, RecordedRequest } from "./request-log.ts";
export type { SandboxClock } from "./sandbox-clock.ts";
export type { PaymentPlanRules, SandboxOptions } from "./sandbox-options.ts";
