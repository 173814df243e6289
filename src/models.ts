/**
 * The API's models by name, each schema of the spec except the envelopes around them; `paths`, `operations` and
 * `components`. Fields are snake_case as on the wire and, unless the spec says otherwise, optional: the spec does not
 * promise that a response holds them.
 *
 * - `ErrorResponse` is the body of an error response.
 * - `PaginationMeta`: the live API is documented to send `last_page` for `total_pages`, and `per_page` as a string;
 *   `paginate` accepts both.
 * - `PaymentPlanTerms` (frequency, start date as `YYYY-MM-DD`, amount) is what `updatePaymentPlan` sends.
 */
// Everything, so that a new schema upstream has a model at once: without its name, the compiler could not write the type
// of what a user exports.
export type * from "../generated/schema.ts";
