/** Path of the patched spec, from the project's root. */
export const PATCHED_SPEC_PATH = "generated/openapi.yaml";
/** Path of the types, from the project's root. */
export const SCHEMA_PATH = "generated/schema.ts";
/** Path of the README, of which one table is generated. */
export const README_PATH = "README.md";
