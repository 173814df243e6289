import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

const config: ViteUserConfig = {
  // Examples import the package by its name. The tests of the packed package use an installed copy instead.
  resolve: {
    alias: [
      { find: /^tratta-client$/, replacement: `${root}src/index.ts` },
      { find: /^tratta-client\/webhooks$/, replacement: `${root}src/webhooks.ts` },
      { find: /^tratta-client\/sandbox$/, replacement: `${root}src/sandbox/index.ts` },
    ],
  },
  test: {
    root,
    include: ["test/**/*.test.ts"],
    // The files that one worker runs share their modules, so it loads the TypeScript compiler and the OpenAPI document
    // once. That takes a third of the time. They share globals too, hence the cleaning up.
    isolate: false,
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
};

export default config;
