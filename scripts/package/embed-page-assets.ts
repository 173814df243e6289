import type { Plugin } from "esbuild";
import { loadPageAssets } from "../../src/sandbox/pages/page-assets.ts";

/** Puts the files of the sandbox's pages in place of the module that bundles them. */
export const embedPageAssets: Plugin = {
  name: "embed-page-assets",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]pages[/\\]page-assets\.ts$/ }, async () => ({
      contents: `export const loadPageAssets = async () => (${JSON.stringify(await loadPageAssets())});`,
    }));
  },
};
