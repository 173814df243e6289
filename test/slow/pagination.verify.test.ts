import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createTrattaClient } from "../../src/client.ts";
import { paginate } from "../../src/pagination.ts";
import { assertVerified } from "../support/assert-verified.ts";
import { readInProcess } from "../support/changing-list.ts";

test("with verify, 10,000 lists that change at random lose no row that was there all the time, or end in an error", async () => {
  const { ended, lost } = await assertVerified((scenario) => readInProcess(scenario, { verify: true }), 10_000);
  for (const reason of ["undefined", "total_changed", "row_repeated", "changed_while_read"]) {
    expect(ended[reason]).toBeGreaterThan(0);
  }
  expect(lost["changed_while_read"]).toBeGreaterThan(0);
}, 300_000);

test("with verify, a million rows take at most 8 bytes each, and are read once more", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const memory = (): number => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const rowCount = 1_000_000;

  /** Most memory while the list is read, above that at its begin. */
  async function growth(verify: boolean): Promise<number> {
    let requests = 0;
    let before = 0;
    let most = 0;
    const fetch = async (request: Request): Promise<Response> => {
      requests += 1;
      if (requests === 10) before = memory();
      else if (requests % 250 === 0) most = Math.max(most, memory());
      const page = Number(new URL(request.url).searchParams.get("page"));
      const data = Array.from({ length: 500 }, (_, index) => ({ id: `row-${page * 500 + index}` }));
      return Response.json({ data, meta: { total: rowCount, current_page: page, last_page: rowCount / 500 } });
    };
    const client = createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch });
    let rows = 0;
    for await (const page of paginate(client, "/customers", { verify }).pages()) rows += page.length;
    expect(rows).toBe(rowCount);
    expect(requests).toBe((verify ? 2 : 1) * (rowCount / 500));
    return most - before;
  }

  await growth(false); // warms up
  const plain = await growth(false);
  const verified = await growth(true);
  // The rest is what one run differs by from another.
  expect(verified - plain).toBeLessThan(8 * rowCount + 2 ** 20);
}, 300_000);
