import { createTrattaClient, TrattaRequestError, TrattaResponseError } from "tratta-client";
import { assertEqual, rejectsWith } from "./assertions.ts";
import type { Check } from "./check.ts";

const REDIRECTS = [301, 302, 303, 307, 308] as const;

/** What is refused before anything is sent, and redirects, which are not followed. */
export const guards: readonly Check[] = [
  {
    name: "a POST that is redirected ends there: no other server is reached, and it is not repeated",
    async run({ client, control, controlUrl, runtime, note }) {
      for (const status of REDIRECTS) {
        await control.addFault({ kind: "redirect", status, location: `${controlUrl}/elsewhere` });
        const error = await rejectsWith(TrattaResponseError, client().POST("/charges", { body: { amount: 5 } }));
        const shown = runtime.hidesRedirectStatus ? 0 : status;
        assertEqual([error.status, error.outcome, error.attempts], [shown, "unknown", 1], `facts of a ${status}`);
      }
      const { requests, elsewhere } = await control.received();
      assertEqual([requests.length, elsewhere], [REDIRECTS.length, 0], "requests here and elsewhere");
      if (runtime.hidesRedirectStatus) note("the status of a redirect is shown as 0");
    },
  },
  {
    name: "a redirected GET is not followed on its own origin either",
    async run({ client, control }) {
      for (const [index, status] of REDIRECTS.entries()) {
        await control.addFault({ kind: "redirect", status, location: "/api/v1/webhooks" });
        // Another URL each time, since browsers remember a permanent redirect.
        const params = { query: { page: index + 1 } };
        await rejectsWith(TrattaResponseError, client().GET("/customers", { params }));
      }
      assertEqual((await control.received()).requests.length, REDIRECTS.length, "requests");
    },
  },
  {
    name: "an id that is empty, blank or a dot segment is refused on every method, before anything is sent",
    async run({ client, control }) {
      const api = client();
      const body = { first_name: "A", last_name: "B" };
      for (const id of ["", " ", ".", "..", "%2e%2e", "..%2fcharges", "a/../b", undefined as unknown as string]) {
        const params = { path: { id } };
        for (const call of [
          api.GET("/customers/{id}", { params }),
          api.PUT("/customers/{id}", { params, body }),
          api.DELETE("/payment-plans/{id}", { params }),
        ]) {
          assertEqual((await rejectsWith(TrattaRequestError, call)).field, "params.path.id", `field for ${id}`);
        }
      }
      assertEqual((await control.received()).requests.length, 0, "requests");
    },
  },
  {
    name: "a hook that sends a request to another origin is refused, and the token stays here",
    async run({ client, control, controlUrl }) {
      const api = client();
      api.use({ onRequest: ({ request }) => new Request(`${controlUrl}/elsewhere`, request) });
      await rejectsWith(TrattaRequestError, api.GET("/webhooks"));
      const { requests, elsewhere } = await control.received();
      assertEqual([requests.length, elsewhere], [0, 0], "requests here and elsewhere");
    },
  },
  {
    name: "plain http is refused but on loopback",
    async run({ token }) {
      const make = async (): Promise<unknown> => createTrattaClient({ baseUrl: "http://example.com", token });
      assertEqual((await rejectsWith(TrattaRequestError, make())).field, "baseUrl", "field");
    },
  },
];
