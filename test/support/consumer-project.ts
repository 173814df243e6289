import { fileURLToPath } from "node:url";
import ts from "typescript";

/** How a user compiles code that uses the client. */
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

/** Parsed sources, which all files opened by one test worker share. */
const registry = ts.createDocumentRegistry();

/** A user's file beside the sources, as an editor holds it: in memory, and checked anew after each change. */
export interface ConsumerFile {
  readonly path: string;
  readonly service: ts.LanguageService;
  /** Replaces the file's text. */
  write(text: string): void;
}

/**
 * Opens a file that need not exist. The compiler reads the library and the sources once, however often the file changes.
 *
 * @param path relative to this project, such as `test/types/consumer.ts`
 */
export function openConsumerFile(path: string): ConsumerFile {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  let text = "";
  let version = 0;
  const readFile = (name: string): string | undefined => (name === file ? text : ts.sys.readFile(name));
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => OPTIONS,
    getCurrentDirectory: () => fileURLToPath(new URL("../..", import.meta.url)),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : "0"),
    getScriptSnapshot: (name) => {
      const content = readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile,
  };
  const service = ts.createLanguageService(host, registry);
  return {
    path: file,
    service,
    write(newText) {
      text = newText;
      version += 1;
    },
  };
}
