import type { CampaignSubscriber, CampaignSubscribersRequest, EmailCampaignRequest } from "../../../models.ts";
import { ApiError } from "../../domain/api-error.ts";
import { calendarDateOf } from "../../domain/calendar-date.ts";
import { checkReferences } from "../../domain/foreign-keys.ts";
import type { Operation, OperationContext } from "../operation.ts";

export const createEmailCampaign: Operation<EmailCampaignRequest> = ({ store, serialize, now, body }) => {
  const { name, email_template_id, description } = body;
  checkReferences(store, { email_template_id });
  const campaign = store.email_campaigns.add({
    id: store.random.uuid(),
    name,
    description,
    email_template_id,
    last_run_created_at: null,
    created_at: new Date(now).toISOString(),
  });
  return { status: 201, body: { data: serialize.email_campaigns(campaign) } };
};

/**
 * The status is 201 whatever becomes of the rows. What an entry of `passed` and `failed` looks like is not documented:
 * here it is the recipient as sent, with the reason in `error`. No e-mail is sent.
 */
export const createCampaignSubscribers: Operation<CampaignSubscribersRequest> = (context) => {
  const { store, now, pathParameters, refusedRows } = context;
  const campaign = store.email_campaigns.get(pathParameters["campaign_id"]);
  if (campaign === undefined) throw new ApiError(404, "not_found", "No email campaign has this id.");
  const passed: object[] = [];
  const failed: object[] = [];
  for (const [index, subscriber] of context.body.subscribers.entries()) {
    const row = { email: subscriber?.email, debt_account_external_id: subscriber?.debt_account_external_id };
    const error = refusedRows.get(index) ?? refusalOf(context, campaign.id, row);
    if (error === undefined) passed.push(row);
    else failed.push({ ...row, error });
  }
  if (passed.length > 0) {
    store.email_campaigns.update(campaign, { last_run_created_at: new Date(now).toISOString() });
  }
  return { status: 201, body: { passed, failed } };
};

type Recipient = { readonly [Field in "email" | "debt_account_external_id"]: CampaignSubscriber[Field] | undefined };

/** Adds a recipient, or returns why it cannot be added. */
function refusalOf(
  { store, now }: OperationContext,
  campaignId: string,
  { email, debt_account_external_id: accountId }: Recipient,
): string | undefined {
  if (email === undefined) return "email is required";
  if (accountId !== undefined && store.debt_accounts.getByExternalId(accountId) === undefined) {
    return "debt_account_external_id must be the external id of an existing debt account";
  }
  const key = JSON.stringify([campaignId, calendarDateOf(now), accountId, email.toLowerCase()]);
  if (store.recipients.has(key)) return "email already receives this campaign today for this debt account";
  store.recipients.add(key);
  return undefined;
}
