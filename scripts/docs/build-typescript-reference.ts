import { join } from "node:path";
import { Application, Converter, OptionDefaults, ReflectionKind } from "typedoc";

/** The document as types, which would fill megabytes; the HTTP reference shows the same. */
const DOCUMENT = ["components", "operations", "paths"];

/** Writes the reference of the package's entries into a folder. @throws {Error} when TypeDoc warns of anything */
export async function buildTypeScriptReference(root: string, out: string): Promise<void> {
  const app = await Application.bootstrap({
    name: "tratta-client",
    entryPoints: ["src/index.ts", "src/webhooks.ts", "src/sandbox/index.ts"].map((path) => join(root, path)),
    tsconfig: join(root, "scripts/docs/tsconfig.json"),
    readme: "none",
    gitRevision: "main",
    // `npm run check:types` does that.
    skipErrorChecking: true,
    blockTags: [...OptionDefaults.blockTags, "@description"],
    validation: { notExported: false, invalidLink: true, rewrittenLink: true },
    treatWarningsAsErrors: true,
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.getReflectionsByKind(ReflectionKind.Interface)) {
      if (DOCUMENT.includes(reflection.name)) project.removeReflection(reflection);
    }
  });
  const project = await app.convert();
  if (project) await app.generateDocs(project, out);
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error("TypeDoc did not build the reference.");
}
