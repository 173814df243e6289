import type { Metadata, MetadataEntry } from "../../models.ts";
import type { RecordOf } from "../domain/records.ts";

/** Serializes a location as in the newest version of its page, which has neither parent nor children. */
export function serializeLocation({ metadata, ...location }: RecordOf["locations"]): object {
  return { ...location, metadata: listMetadata(metadata) };
}

export function serializeEmailTemplate(template: RecordOf["email_templates"]): object {
  return template;
}

export function serializeEmailCampaign(campaign: RecordOf["email_campaigns"]): object {
  return campaign;
}

/** The list of entries that responses have where requests have an object. */
export function listMetadata(metadata: Metadata = {}): MetadataEntry[] {
  return Object.entries(metadata).map(([attribute, value]) => ({ attribute, value }));
}
