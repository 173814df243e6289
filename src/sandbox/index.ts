export { createSandbox, type Sandbox } from "./create-sandbox.ts";
export type { Fault, FaultMatch, QueuedFault, SandboxFaults } from "./controls/faults.ts";
export type { SandboxListener } from "./http/http-server.ts";
export type { ReceivedRequest } from "./http/received-request.ts";
export type { RecordedRequest } from "./controls/request-log.ts";
export type { SandboxClock } from "./controls/sandbox-clock.ts";
export type { PaymentPlanRules } from "./domain/payment-plan-rules.ts";
export type { SandboxOptions } from "./sandbox-options.ts";
export type { SandboxSnapshot } from "./sandbox-snapshot.ts";
export type {
  SandboxWebhooks,
  WebhookDelivery,
  WebhookDeliveryState,
  WebhookFetch,
} from "./webhooks/sandbox-webhooks.ts";
