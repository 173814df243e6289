import standalone from "ajv/dist/standalone/index.js";
import { transformSync, type Plugin } from "esbuild";
import { CONTROL_DOCUMENT } from "../../src/sandbox/control-api/control-document.ts";
import { controlSchemaOf } from "../../src/sandbox/control-api/control-validator.ts";
import { createCompiler, type SchemaUse } from "../../src/sandbox/http/compile-validator.ts";
import { createOpenApiDocument, definitionOf } from "../../src/sandbox/http/openapi-document.ts";
import { readDefinition } from "../../src/sandbox/http/read-definition.ts";
import { requestSchemasOf } from "../../src/sandbox/http/request-schemas.ts";

const USES: readonly SchemaUse[] = ["body", "parameters", "control"];

/**
 * Makes the plugin of esbuild that parses the OpenAPI document and compiles the sandbox's validators for its bundle. The
 * modules that do so at run time are replaced, so that the bundle has neither the parser nor the compiler.
 */
export async function compileSandbox(root: string): Promise<Plugin> {
  const schemas = await collectSchemas();
  const modules = new Map(USES.map((use) => [`validators:${use}`, compile(use, schemas[use])]));
  const names = Object.fromEntries(USES.map((use) => [use, modules.get(`validators:${use}`)?.names]));
  const compileValidator = `
    ${USES.map((use) => `import * as ${use} from "validators:${use}";`).join("\n")}
    const validators = { ${USES.join(", ")} };
    const names = ${JSON.stringify(names)};
    export const compileValidator = (use, name) => validators[use][names[use][name]];`;
  const json = JSON.stringify(JSON.stringify(readDefinition()));
  return {
    name: "compile-sandbox",
    setup(build) {
      build.onLoad({ filter: /[\\/]sandbox[\\/]http[\\/]compile-validator\.ts$/ }, () => ({
        contents: compileValidator,
      }));
      build.onLoad({ filter: /[\\/]sandbox[\\/]http[\\/]read-definition\.ts$/ }, () => ({
        contents: `export const readDefinition = () => JSON.parse(${json});`,
      }));
      build.onResolve({ filter: /^validators:/ }, ({ path }) => ({ path, namespace: "validators" }));
      build.onLoad({ filter: /.*/, namespace: "validators" }, ({ path }) => ({
        contents: modules.get(path)?.code ?? "",
        resolveDir: root,
      }));
    },
  };
}

/** Schemas by the name that `compileValidator` gets. */
type Schemas = Map<string, object>;

async function collectSchemas(): Promise<Record<SchemaUse, Schemas>> {
  const schemas = { body: new Map(), parameters: new Map(), control: new Map() } satisfies Record<SchemaUse, Schemas>;
  for (const dialect of ["vendor", "source"] as const) {
    const { operations } = await createOpenApiDocument(definitionOf(dialect), dialect);
    for (const operation of operations) {
      const name = `${dialect}.${operation.operationId}`;
      const { parameters, body } = requestSchemasOf(operation);
      schemas.parameters.set(name, parameters);
      if (body) schemas.body.set(name, body);
    }
  }
  for (const item of Object.values(CONTROL_DOCUMENT.paths)) {
    for (const operation of [item?.get, item?.put, item?.post, item?.delete]) {
      if (operation) schemas.control.set(`control.${operation.operationId}`, controlSchemaOf(operation));
    }
  }
  return schemas;
}

interface Compiled {
  readonly code: string;
  /** What each validator is exported as, by the name of its schema. */
  readonly names: Readonly<Record<string, string>>;
}

/** Compiles schemas, each once: the dialects have nearly all of them in common. */
function compile(use: SchemaUse, schemas: Schemas): Compiled {
  const compiler = createCompiler(use, { source: true, esm: true });
  const ids = new Map<string, string>();
  const names: Record<string, string> = {};
  for (const [name, schema] of schemas) {
    const text = JSON.stringify(schema);
    let id = ids.get(text);
    if (id === undefined) {
      ids.set(text, (id = `${use}${ids.size}`));
      compiler.addSchema({ ...schema, $id: id });
    }
    names[name] = id;
  }
  const code = standalone.default(compiler, Object.fromEntries([...ids.values()].map((id) => [id, id])));
  // Smaller, so that it loads faster. Nobody reads it.
  return { code: transformSync(code, { minify: true, format: "esm" }).code, names };
}
