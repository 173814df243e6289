import { describe, expect, it } from "vitest";
import { findBrokenLinks, renderMarkdown } from "../../../scripts/docs/find-broken-links.ts";

const brokenIn = (pages: Record<string, string>, others: readonly string[] = []): string[] =>
  findBrokenLinks(new Map(Object.entries(pages)), (path) => others.includes(path));

describe("findBrokenLinks", () => {
  it("accepts links to pages, to files beside them and to anchors, and follows none to another host", () => {
    const html = `<a href="b/c.html#x">x</a> <a href="#here" id="here">x</a> <img alt="" src="b/d.svg#y">
      <a href="https://example.com/gone">x</a> <a href="mailto:a@example.com">x</a> <a href="b/c.html?q=1&amp;r#x">x</a>`;
    const pages = { "a.html": html, "b/c.html": '<h2 class="h" id="x">X</h2> <a href="../a.html#">back</a>' };
    expect(brokenIn(pages, ["b/d.svg"])).toEqual([]);
  });

  it.each([
    ["a page that does not exist", "gone.html"],
    ["an anchor that does not exist", "#gone"],
    ["an anchor that does not exist on another page", "b/c.html#gone"],
    ["the root of the host, below which the site may have a folder of its own", "/b/c.html"],
  ])("finds a link to %s", (_, link) => {
    const pages = { "a.html": `<p><a class="l" href="${link}">x</a></p>`, "b/c.html": '<h2 id="x">X</h2>' };
    expect(brokenIn(pages)).toEqual([`a.html: "${link}" leads nowhere`]);
  });

  it("takes no text of a script for a tag", () => {
    expect(
      brokenIn({ "a.html": `<script type="module">"<a href='x' href=\\"gone\\">"; '<a href="gone">'</script>` }),
    ).toEqual([]);
  });
});

describe("renderMarkdown", () => {
  it("gives headings the anchors that GitHub gives them", () => {
    const text =
      "# What `it` does: a, b & c\n\n## Über_uns\n\n## A\n\n### A\n\n[x](#what-it-does-a-b--c) [y](#a-1) [z](#a-2)";
    const html = renderMarkdown(text);
    expect([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)).toEqual([
      "what-it-does-a-b--c",
      "über_uns",
      "a",
      "a-1",
    ]);
    expect(brokenIn({ "README.md": html })).toEqual(['README.md: "#a-2" leads nowhere']);
  });

  it("leaves out what is code", () => {
    expect(brokenIn({ "a.md": renderMarkdown("`[x](gone.md)`\n\n    [y](gone.md)\n") })).toEqual([]);
  });
});
