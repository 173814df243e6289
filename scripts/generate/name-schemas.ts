import ts from "typescript";

const { factory } = ts;
const EXPORT = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];

/**
 * Gives each schema an exported type and refers to it by that name, which editors and compilers then show. The types that
 * openapi-typescript writes below `components.schemas` are anonymous: every hover spells out all their fields.
 *
 * They are aliases, not interfaces, so that a model is assignable to a `Record<string, unknown>` or a type for JSON.
 * Some schemas stay as they are: envelopes, because a hover should show what is inside, and schemas whose name is not a
 * TypeScript name, is not capitalised (as `string` or `paths`), or means something else in the file (as `Record`).
 *
 * Types that OpenAPI 3.0 has no use for, `webhooks` and `$defs`, are left out: `src/models.ts` exports all that is here.
 *
 * @param nodes the generated file
 */
export function nameSchemas(nodes: readonly ts.Node[]): ts.Node[] {
  const taken = new Set<string>();
  const take = (node: ts.Node): void => {
    const name = referenceName(node);
    if (name !== undefined) taken.add(name);
    ts.forEachChild(node, take);
  };
  nodes.forEach(take);

  const declarations = new Map<string, ts.Node>();
  const declare = (schema: ts.Node): ts.Node => {
    const name = nameOf(schema);
    if (!ts.isPropertySignature(schema) || !schema.type || name === undefined) return schema;
    if (!/^[A-Z]/.test(name) || taken.has(name) || isEnvelope(schema.type)) return schema;
    const declaration = factory.createTypeAliasDeclaration(EXPORT, name, undefined, schema.type);
    declarations.set(name, ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(schema)));
    const reference = factory.createTypeReferenceNode(name);
    return factory.createPropertySignature(schema.modifiers, schema.name, schema.questionToken, reference);
  };
  const declareSchemas = (section: ts.Node): ts.Node =>
    nameOf(section) === "schemas" ? visitMembers(section, declare) : section;
  const declared = nodes.map((node) =>
    ts.isInterfaceDeclaration(node) && node.name.text === "components" ? visitChildren(node, declareSchemas) : node,
  );

  const refer = (node: ts.Node): ts.Node => {
    const name = schemaNamedBy(node);
    return name !== undefined && declarations.has(name)
      ? factory.createTypeReferenceNode(name)
      : visitChildren(node, refer);
  };
  return [...declared, ...declarations.values()].filter((node) => !isPlaceholder(node)).map(refer);
}

function isPlaceholder(node: ts.Node): boolean {
  return ts.isTypeAliasDeclaration(node) && ["webhooks", "$defs"].includes(node.name.text);
}

function isEnvelope(type: ts.TypeNode): boolean {
  return ts.isTypeLiteralNode(type) && type.members.some((member) => nameOf(member) === "data");
}

/** Name of a property that is written without quotes. */
function nameOf(node: ts.Node): string | undefined {
  return ts.isPropertySignature(node) && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function referenceName(node: ts.Node): string | undefined {
  return ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) ? node.typeName.text : undefined;
}

/** `X` of `components["schemas"]["X"]`. */
function schemaNamedBy(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  const section = node.objectType;
  const isSchema = referenceName(section.objectType) === "components" && keyOf(section) === "schemas";
  return isSchema ? keyOf(node) : undefined;
}

function keyOf({ indexType }: ts.IndexedAccessTypeNode): string | undefined {
  return ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal) ? indexType.literal.text : undefined;
}

function visitMembers(property: ts.Node, visit: ts.Visitor): ts.Node {
  return visitChildren(property, (type) => (ts.isTypeLiteralNode(type) ? visitChildren(type, visit) : type));
}

function visitChildren(node: ts.Node, visit: ts.Visitor): ts.Node {
  return ts.visitEachChild(node, visit, undefined);
}
