import { Ajv, type Options, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";

/** What a schema describes: a body, the parameters of a request, which are texts, or a request that controls the sandbox. */
export type SchemaUse = "body" | "parameters" | "control";

const OPTIONS: Readonly<Record<SchemaUse, Options>> = {
  body: { useDefaults: true },
  parameters: { useDefaults: true, coerceTypes: true },
  control: {},
};

/** Creates what compiles the schemas of one use. With `code` it keeps the code of what it compiles. */
export function createCompiler(use: SchemaUse, code: Options["code"] = {}): Ajv {
  const ajv = new Ajv({
    ...OPTIONS[use],
    code,
    // Gives errors the schemas that describeErrors compares.
    verbose: true,
    allErrors: true,
    // Documents have keywords of their own. They were linted when they were generated.
    strict: false,
    strictNumbers: true,
    meta: false,
    validateSchema: false,
  });
  addFormats.default(ajv);
  return ajv;
}

const compilers: { [Use in SchemaUse]?: Ajv } = {};

/**
 * Compiles the validator of a schema. The build replaces this module by one that holds the validators of all schemas,
 * compiled, by the name of the document and the id of the operation: the first request of a process would wait for a compiler.
 */
export function compileValidator(use: SchemaUse, _name: string, schema: object): ValidateFunction {
  return (compilers[use] ??= createCompiler(use)).compile(schema);
}
