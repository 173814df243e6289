import { Parser, type Node } from "commonmark";

/** Types of all nodes in document order, each with its level: the structure of a text without its content. */
export function structureOf(markdown: string): string[] {
  const structure: string[] = [];
  let depth = 0;
  const walker = new Parser().parse(markdown).walker();
  for (let event = walker.next(); event; event = walker.next()) {
    const { type } = event.node;
    const container = event.node.isContainer;
    if (!event.entering) depth--;
    // How a run of text is cut into nodes says nothing.
    else if (type !== "text") structure.push(`${"  ".repeat(depth)}${type}`);
    if (event.entering && container) depth++;
  }
  return structure;
}

const LIVE_NODES = new Set(["link", "image", "html_inline", "html_block"]);
/** What GitHub acts on in rendered text, wherever it is not code. */
const LIVE_TEXT = {
  mention: /@/,
  "issue reference": /#\d|\bGH-\d/i,
  commit: /\b[\da-f]{7,40}\b/i,
  URL: /https?:|www\./i,
  "closing keyword": /\b(close[sd]?|fix(e[sd])?|resolve[sd]?)\b/i,
};

/** Names everything in a text that would do something on GitHub: links, images, HTML, mentions, references, keywords. */
export function findLiveMarkdown(markdown: string): string[] {
  const found: string[] = [];
  const visit = (block: Node): string => {
    let text = block.type === "code" ? "\u{fffc}" : (block.type === "text" && block.literal) || "";
    if (LIVE_NODES.has(block.type)) found.push(block.type);
    for (let child = block.firstChild; child; child = child.next) text += visit(child);
    if (block.type !== "paragraph" && block.type !== "heading") return text;
    for (const [name, pattern] of Object.entries(LIVE_TEXT)) if (pattern.test(text)) found.push(`${name}: ${text}`);
    return "";
  };
  visit(new Parser().parse(markdown));
  return found;
}
