import type { EmailTemplateRequest } from "../../../models.ts";
import type { Operation } from "../operation.ts";

export const createEmailTemplate: Operation<EmailTemplateRequest> = ({ store, serialize, now, body }) => {
  const { subject, body: html } = body;
  const created_at = new Date(now).toISOString();
  const template = store.email_templates.add({ id: store.random.uuid(), subject, body: html, created_at });
  return { status: 201, body: { data: serialize.email_templates(template) } };
};
