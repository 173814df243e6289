import "./suite.js";

export default {
  async test(_: unknown, env: { readonly SUITE_OPTIONS: string }): Promise<void> {
    console.log(JSON.stringify(await runSuite(JSON.parse(env.SUITE_OPTIONS))));
  },
};
