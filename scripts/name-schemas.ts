import ts from "typescript";

const { factory } = ts;
const EXPORT = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];
/** What the envelope around an answer consists of. */
const ENVELOPE = /^(data|links|meta)$/;

/**
 * Gives each object schema an exported declaration and refers to it by that name, which editors and compilers then show. The
 * types that the generator writes below `components.schemas` are anonymous: every hover spells out all their fields.
 *
 * Some stay as they are: envelopes, of which a hover best tells what is inside, and names that are no TypeScript names, are
 * not capitalised (as `string` and `paths` are not), or mean something else in the file (as `Record` does).
 *
 * @param nodes the generated file
 */
export function nameSchemas(nodes: readonly ts.Node[]): ts.Node[] {
  const taken = new Set<string>();
  const take = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) taken.add(node.typeName.text);
    ts.forEachChild(node, take);
  };
  nodes.forEach(take);

  const declarations = new Map<string, ts.Node>();
  const declare = (schema: ts.Node): ts.Node => {
    const name = nameOf(schema);
    if (!ts.isPropertySignature(schema) || name === undefined) return schema;
    const declaration = /^[A-Z]/.test(name) && !taken.has(name) && declarationOf(name, schema.type);
    if (!declaration) return schema;
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
  return [...declared, ...declarations.values()].map(refer);
}

function declarationOf(name: string, type: ts.TypeNode | undefined): ts.Node | undefined {
  if (!type) return undefined;
  if (ts.isIntersectionTypeNode(type)) return factory.createTypeAliasDeclaration(EXPORT, name, undefined, type);
  if (!ts.isTypeLiteralNode(type)) return undefined;
  const isEnvelope = type.members.every((member) => ENVELOPE.test(nameOf(member) ?? ""));
  return isEnvelope ? undefined : factory.createInterfaceDeclaration(EXPORT, name, undefined, undefined, type.members);
}

/** Name of a property that is written without quotes. */
function nameOf(node: ts.Node): string | undefined {
  return ts.isPropertySignature(node) && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** `X` of `components["schemas"]["X"]`. */
function schemaNamedBy(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  return keyOf(node.objectType) === "schemas" ? keyOf(node) : undefined;
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
