import type { JsonObject } from "../../spec/json-value.ts";
import type { SpecFault, SpecProblemCode } from "../../spec/spec-problem.ts";
import { findBadReferences } from "./find-bad-references.ts";
import { findDuplicateEntries } from "./find-duplicate-entries.ts";

/** A check of the spec with all overlays applied. */
export interface SpecCheck {
  /** Code of the problems that it reports. */
  code: SpecProblemCode;
  findFaults: (document: JsonObject) => SpecFault[];
}

/** The checks that a patched spec has to pass. What Redocly's linter reports reliably needs none. */
export const SPEC_CHECKS: readonly SpecCheck[] = [
  { code: "duplicate_entry", findFaults: findDuplicateEntries },
  { code: "dangling_reference", findFaults: findBadReferences },
];
