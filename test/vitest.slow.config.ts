import type { ViteUserConfig } from "vitest/config";
import config from "./vitest.config.ts";

/** What takes long, and the tests with random examples once more, with all of them. */
const slow: ViteUserConfig = {
  ...config,
  test: {
    ...config.test,
    include: ["test/slow/**/*.test.ts", "test/**/*.random.test.ts"],
    env: { TEST_RUNS: "all" },
    testTimeout: 300_000,
    // A process for each file: some measure memory, which those before them would disturb.
    isolate: true,
  },
};

export default slow;
