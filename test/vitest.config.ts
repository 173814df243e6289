import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

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
    // One worker per core, each loading the OpenAPI document and the TypeScript compiler once: a third of the time.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
};

export default config;
