/** Puts in place of each reference of a document what it refers to, in the document itself. What has several references to it
 * is shared by them. */
export function resolveReferences(document: object): void {
  const visited = new Set<object>();
  const visit = (node: object): void => {
    if (visited.has(node)) return;
    visited.add(node);
    for (const [name, child] of Object.entries(node)) {
      const target = followReferences(child, document);
      if (target !== child) Object.assign(node, { [name]: target });
      if (typeof target === "object" && target !== null) visit(target);
    }
  };
  visit(document);
}

function followReferences(value: unknown, document: object): unknown {
  let target = value;
  while (typeof target === "object" && target !== null && "$ref" in target && typeof target.$ref === "string") {
    const path = target.$ref.split("/").slice(1);
    target = path.reduce<unknown>(
      (node, part) => Object(node)[part.replaceAll("~1", "/").replaceAll("~0", "~")],
      document,
    );
  }
  return target;
}
