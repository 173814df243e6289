import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import ts from "typescript";

/** The types of one generated schema, by the names that users import. */
interface SchemaTypes {
  /** `paths`, `components` or `operations`. */
  exported(name: "paths" | "components" | "operations"): ts.Type | undefined;
  /** Name under `components["schemas"]` of an object type that is declared there. */
  nameOf(type: ts.Type): string | undefined;
}

/** Two generated schemas, read by one compiler so that their types can be held against each other. */
export interface SchemaPair {
  before: SchemaTypes;
  after: SchemaTypes;
  checker: ts.TypeChecker;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: [],
  lib: ["lib.es5.d.ts"],
  // The compiler's own library needs no checking, and takes longer to check than both schemas.
  skipLibCheck: true,
};

const LIBRARY = dirname(createRequire(import.meta.url).resolve("typescript"));
const libraryFiles = new Map<string, ts.SourceFile>();

/**
 * Compiles two generated schemas in memory.
 *
 * @throws when one of them does not compile
 */
export function readSchemaPair(before: string, after: string): SchemaPair {
  const host = ts.createCompilerHost(OPTIONS, true);
  const texts = new Map([
    ["/before.ts", before],
    ["/after.ts", after],
  ]);
  host.getDefaultLibLocation = () => LIBRARY;
  host.fileExists = (path) => texts.has(path);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    return text === undefined ? readLibrary(path, version) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  const [error] = ts.getPreEmitDiagnostics(program);
  if (error) {
    const where = error.file?.fileName === "/before.ts" ? "as they are" : "as they would become";
    throw new Error(`The types ${where} do not compile: ${ts.flattenDiagnosticMessageText(error.messageText, " ")}`);
  }
  const checker = program.getTypeChecker();
  return {
    before: typesOf(program.getSourceFile("/before.ts"), checker),
    after: typesOf(program.getSourceFile("/after.ts"), checker),
    checker,
  };
}

function readLibrary(path: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
  const known = libraryFiles.get(path);
  const text = known ? undefined : ts.sys.readFile(join(LIBRARY, basename(path)));
  if (text === undefined) return known;
  const file = ts.createSourceFile(path, text, version);
  libraryFiles.set(path, file);
  return file;
}

function typesOf(file: ts.SourceFile | undefined, checker: ts.TypeChecker): SchemaTypes {
  const symbol = file && checker.getSymbolAtLocation(file);
  const exports = symbol ? checker.getExportsOfModule(symbol) : [];
  const exported = (name: string): ts.Type | undefined => {
    const found = exports.find((other) => other.name === name);
    return found && checker.getDeclaredTypeOfSymbol(found);
  };
  const schemas = exported("components")?.getProperty("schemas");
  const names = new Map(
    (schemas ? checker.getTypeOfSymbol(schemas).getProperties() : []).flatMap((schema) => {
      const type = checker.getTypeOfSymbol(schema);
      // The compiler keeps one instance for equal primitives, unions and arrays, so these would get a random name.
      const isOwn = (type.flags & ts.TypeFlags.Object) !== 0 && !checker.isArrayType(type);
      return isOwn ? [[type, schema.name] as const] : [];
    }),
  );
  return { exported, nameOf: (type) => names.get(type) };
}

/** Properties of an object type by name, without those that the generator wrote as `?: never`. */
export function propertiesOf(type: ts.Type, checker: ts.TypeChecker): Map<string, ts.Symbol> {
  const isNever = (part: ts.Type): boolean => (part.flags & ts.TypeFlags.Never) !== 0;
  const present = checker
    .getPropertiesOfType(type)
    .filter((property) => !membersOf(checker.getTypeOfSymbol(property)).every(isNever));
  return new Map(present.map((property) => [property.name, property]));
}

/** The types that a union is made of, without `undefined`; the type itself where it is no union. */
export function membersOf(type: ts.Type): ts.Type[] {
  const members = type.isUnion() ? type.types : [type];
  return members.filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
}

/** Tells whether a property may be left out. */
export function isOptional(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Optional) !== 0;
}
