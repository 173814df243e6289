import { posix } from "node:path";
import { HtmlRenderer, Parser } from "commonmark";

/**
 * Returns the links of pages that lead nowhere, a line each. Links to other hosts are not followed.
 *
 * @param pages HTML by path
 * @param exists whether there is something else at a path
 */
export function findBrokenLinks(pages: ReadonlyMap<string, string>, exists: (path: string) => boolean): string[] {
  const anchors = new Map([...pages].map(([path, html]) => [path, new Set(attributes("id|name", html))]));
  return [...pages].flatMap(([path, html]) =>
    [...new Set(attributes("href|src", html))]
      .filter((link) => {
        if (/^([a-z][a-z+.-]*:|\/\/)/i.test(link)) return false;
        const [, file = "", fragment] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(link) ?? [];
        const target = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
        const found = anchors.get(target);
        if (file.startsWith("/") || (!found && !exists(target))) return true;
        return (
          found !== undefined && fragment !== undefined && fragment !== "" && !found.has(decodeURIComponent(fragment))
        );
      })
      .map((link) => `${path}: "${link}" leads nowhere`),
  );
}

/** Values of attributes, in order of the tags; scripts hold text that looks like tags. */
function attributes(names: string, html: string): string[] {
  const tags = html.replace(/<script\b[^]*?<\/script>/g, "").match(/<[a-z][^<>]*>/gi) ?? [];
  const attribute = new RegExp(`\\s(?:${names})="([^"]*)"`, "gi");
  return tags.flatMap((tag) => [...tag.matchAll(attribute)].map(([, value = ""]) => value.replaceAll("&amp;", "&")));
}

/** Renders Markdown as HTML with the ids that GitHub gives to headings. */
export function renderMarkdown(markdown: string): string {
  const document = new Parser().parse(markdown);
  const ids: string[] = [];
  const walker = document.walker();
  let heading: string | undefined;
  for (let event = walker.next(); event; event = walker.next()) {
    const { node, entering } = event;
    if (node.type === "heading") {
      if (!entering && heading !== undefined) ids.push(slugOf(heading, ids));
      heading = entering ? "" : undefined;
    } else if (heading !== undefined) heading += node.literal ?? "";
  }
  return new HtmlRenderer().render(document).replace(/<h[1-6]>/g, (tag) => `${tag.slice(0, -1)} id="${ids.shift()}">`);
}

function slugOf(heading: string, taken: readonly string[]): string {
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");
  const before = taken.filter((each) => each === slug || new RegExp(`^${slug}-\\d+$`).test(each)).length;
  return before === 0 ? slug : `${slug}-${before}`;
}
