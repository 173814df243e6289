import ts from "typescript";

/** Two generated schemas, read by one compiler so that their types can be held against each other. */
export interface SchemaPair {
  /** Exported types by name. */
  before: ReadonlyMap<string, ts.Type>;
  after: ReadonlyMap<string, ts.Type>;
  /** Names of the object types that either declares under `components["schemas"]`. */
  names: ReadonlyMap<ts.Type, string>;
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

const libraryFiles = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles two generated schemas in memory.
 *
 * @throws when one of them does not compile
 */
export function readSchemaPair(before: string, after: string): SchemaPair {
  const texts = new Map([
    ["/before.ts", before],
    ["/after.ts", after],
  ]);
  const host = ts.createCompilerHost(OPTIONS, true);
  host.fileExists = (path) => texts.has(path);
  const readLibrary = host.getSourceFile;
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version);
    if (!libraryFiles.has(path)) libraryFiles.set(path, readLibrary(path, version));
    return libraryFiles.get(path);
  };
  const program = ts.createProgram([...texts.keys()], OPTIONS, host);
  const [error] = ts.getPreEmitDiagnostics(program);
  if (error) {
    const where = error.file?.fileName === "/before.ts" ? "as they are" : "as they would become";
    throw new Error(`The types ${where} do not compile: ${ts.flattenDiagnosticMessageText(error.messageText, " ")}`);
  }
  const checker = program.getTypeChecker();
  const exportedBy = (path: string): Map<string, ts.Type> => {
    const file = program.getSourceFile(path);
    const symbol = file && checker.getSymbolAtLocation(file);
    const exports = symbol ? checker.getExportsOfModule(symbol) : [];
    return new Map(exports.map((exported) => [exported.name, checker.getDeclaredTypeOfSymbol(exported)]));
  };
  const types = { before: exportedBy("/before.ts"), after: exportedBy("/after.ts") };
  const schemas = [types.before, types.after].flatMap((exported) => {
    const section = exported.get("components")?.getProperty("schemas");
    return section ? checker.getTypeOfSymbol(section).getProperties() : [];
  });
  const named = schemas.map((schema) => [checker.getTypeOfSymbol(schema), schema.name] as const);
  // The compiler keeps one instance for equal primitives, unions and arrays, so these would get a random name.
  const isOwn = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Object) !== 0 && !checker.isArrayType(type);
  return { ...types, names: new Map(named.filter(([type]) => isOwn(type))), checker };
}

/** A property before and after; undefined when it does not exist. */
export type Matched = [before: ts.Symbol | undefined, after: ts.Symbol | undefined];

/** Matches the properties of two object types by name, without those that the generator wrote as `?: never`. */
export function matchProperties(types: readonly (ts.Type | undefined)[], { checker }: SchemaPair): [string, Matched][] {
  const [before, after] = types.map((type) => {
    const properties = type ? checker.getPropertiesOfType(checker.getNonNullableType(type)) : [];
    const present = properties.filter((property) => membersOf(checker.getTypeOfSymbol(property)).length > 0);
    return new Map(present.map((property) => [property.name, property]));
  });
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...names].toSorted().map((name) => [name, [before?.get(name), after?.get(name)]]);
}

/** The types that a union is made of, without `undefined`; the type itself where it is no union. */
export function membersOf(type: ts.Type): ts.Type[] {
  const members = type.isUnion() ? type.types : [type];
  return members.filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
}

/** Whether a property may be left out. */
export function isOptional(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Optional) !== 0;
}
