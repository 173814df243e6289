/** How many examples a test takes that makes them at random: few by default, `all` in `npm run test:slow`. */
export function runs(all: number, few: number = Math.ceil(all / 10)): number {
  return process.env["TEST_RUNS"] === "all" ? all : few;
}
