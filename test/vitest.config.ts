import type { ViteUserConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

const config: ViteUserConfig = {
  // Examples import the package by its name; tests of the packed package do so from an installed copy.
  resolve: {
    alias: [
      { find: /^tratta-client$/, replacement: `${root}src/index.ts` },
      { find: /^tratta-client\/sandbox$/, replacement: `${root}src/sandbox/index.ts` },
    ],
  },
  test: {
    root,
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
};

export default config;
