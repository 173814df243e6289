import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createTrattaClient } from "../../src/client.ts";
import { paginate } from "../../src/pagination.ts";

test("250,000 rows are read in flat memory and without a warning of leaked listeners", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const heap = async (): Promise<number> => {
    // What finalizers still hold after the first round is gone after the second.
    for (let round = 0; round < 2; round += 1) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return process.memoryUsage().heapUsed;
  };
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on("warning", onWarning);
  const rowCount = 250_000;
  // Remembers nothing, unlike the server of the other tests.
  const fetch = async (request: Request): Promise<Response> => {
    const page = Number(new URL(request.url).searchParams.get("page"));
    const data = Array.from({ length: 500 }, (_, index) => ({ id: `row-${page * 500 + index}` }));
    return Response.json({ data, meta: { total: rowCount, current_page: page, last_page: rowCount / 500 } });
  };
  const client = createTrattaClient({ baseUrl: "https://api.test", token: "token", fetch });
  let rows = 0;
  let heapEarly = 0;
  let growth = Infinity;
  for await (const _ of paginate(client, "/customers")) {
    rows += 1;
    if (rows === 50_000) heapEarly = await heap();
    // Not after the loop, when all that it held is garbage.
    if (rows === rowCount - 1) growth = (await heap()) - heapEarly;
  }
  process.off("warning", onWarning);
  expect(rows).toBe(rowCount);
  expect(warnings).toEqual([]);
  expect(growth).toBeLessThan(4 * 2 ** 20);
});

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
});
