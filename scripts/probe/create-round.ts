import { randomUUID } from "node:crypto";
import type { TrattaClient } from "tratta-client";
import type { Recorder } from "./record-traffic.ts";

/**
 * Creates one of each resource that neither moves money nor reaches a person, and reads it back. What refers to a resource
 * that could not be created is left out.
 *
 * Left out for good: charges, payment methods (card data), payment plan requests and campaigns (messages), bulk imports
 * (an e-mail at their end), and the deprecated operations, which the vendor does not document.
 */
export async function createRound(client: TrattaClient, { attempt }: Pick<Recorder, "attempt">): Promise<void> {
  const key = `probe-${randomUUID()}`;
  // Names of the form that RFC 2606 reserves: they belong to nobody.
  const email = "probe@example.com";
  const site = "https://probe.invalid/";

  const location = await attempt("POST /locations", () =>
    client.POST("/locations", { body: { name: key, type: "original_creditor", external_id: key } }),
  );
  const customer = await attempt("POST /customers", () =>
    client.POST("/customers", { body: { name: "Probe Example", email, external_id: key } }),
  );
  const customer_id = customer?.data?.id;
  if (customer_id) {
    await attempt("GET /customers/{id}", () =>
      client.GET("/customers/{id}", { params: { path: { id: customer_id } } }),
    );
    const account = await attempt("POST /debt-accounts", () =>
      client.POST("/debt-accounts", {
        body: {
          customer_id,
          location_id: location?.data?.id ?? key,
          location_name: key,
          location_type: "original_creditor",
          external_id: key,
          balance: 2000,
          current_balance: 2000,
        },
      }),
    );
    const id = account?.data?.id;
    if (id)
      await attempt("GET /debt-accounts/{id}", () => client.GET("/debt-accounts/{id}", { params: { path: { id } } }));
    await attempt("POST /customer-sessions", () =>
      client.POST("/customer-sessions", { body: { customer_id, valid_until: 1, return_url: site } }),
    );
  }

  const webhook = await attempt("POST /webhooks", () =>
    client.POST("/webhooks", { body: { url: site, events: ["ticket.create"], secret: key } }),
  );
  const webhookId = webhook?.data?.id;
  if (webhookId) {
    await attempt("DELETE /webhooks/{id}", () =>
      client.DELETE("/webhooks/{id}", { params: { path: { id: webhookId } } }),
    );
  }

  const template = await attempt("POST /email-templates", () =>
    client.POST("/email-templates", { body: { subject: "Probe", body: "<p>Probe</p>" } }),
  );
  const templateId = template?.data?.id;
  if (templateId) {
    await attempt("GET /email-templates/{id}", () =>
      client.GET("/email-templates/{id}", { params: { path: { id: templateId } } }),
    );
  }
}
