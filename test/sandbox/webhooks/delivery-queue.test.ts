import { describe, expect, test, vi } from "vitest";
import { createDeliveryQueue } from "../../../src/sandbox/webhooks/delivery-queue.ts";

const DELAY = 900_000;

/** A queue whose attempts end when the test says so. */
function createQueue() {
  const state = { now: 0, sinceMoved: Number.POSITIVE_INFINITY, wakeAt: Number.POSITIVE_INFINITY };
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = createDeliveryQueue({
    now: () => state.now,
    sinceMoved: () => state.sinceMoved,
    retryDelayMs: DELAY,
    wakeAt: (due) => (state.wakeAt = Math.min(state.wakeAt, due)),
  });
  const add = (name: string, due: number, webhookId = "w"): void =>
    queue.add({
      webhookId,
      due,
      run(startedAt) {
        started.push(`${name}@${startedAt}`);
        return new Promise((resolve) => ends.set(name, resolve));
      },
    });
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await turn();
  };
  return { queue, state, started, add, end };
}

/** Lets what is due start. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("attempts to one webhook", () => {
  test("start one after the other, in the order of their due times and then of their arrival", async () => {
    const { state, started, add, end } = createQueue();
    state.now = 100;
    for (const [name, due] of [
      ["b", 20],
      ["a", 10],
      ["c", 20],
      ["z", 101],
    ] as const)
      add(name, due);
    expect(started).toEqual([]);
    await turn();
    expect(started).toEqual(["a@100"]);
    await end("a");
    await end("b");
    expect(started).toEqual(["a@100", "b@100", "c@100"]);
    await end("c");
    expect([started.length, state.wakeAt]).toEqual([3, 101]);
  });

  test("start at their due times when the clock has jumped over them, and later by what it has run since", async () => {
    const { state, started, add, end } = createQueue();
    Object.assign(state, { now: 5_000_000, sinceMoved: 0 });
    add("a", 1_000);
    add("b", 2_000);
    await turn();
    state.now += 7;
    state.sinceMoved = 7;
    await end("a");
    expect(started).toEqual(["a@1000", "b@2007"]);
  });

  test("go on, sixteen at a time, when the receiver takes a second", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const { started, add, end } = createQueue();
      for (let index = 0; index < 40; index += 1) add(`a${index}`, 0);
      await turn();
      vi.advanceTimersByTime(900);
      expect(started).toHaveLength(1);
      vi.advanceTimersByTime(100);
      expect(started).toEqual(Array.from({ length: 16 }, (_, index) => `a${index}@0`));
      vi.advanceTimersByTime(1_000);
      await end("a7");
      expect(started).toHaveLength(17);
      // It was prompt, so that they start in order again once the slow ones have ended.
      await end("a16");
      expect(started).toHaveLength(17);
      for (const name of ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a8", "a9", "a10", "a11", "a12", "a13", "a14"])
        await end(name);
      expect(started).toHaveLength(17);
      await end("a15");
      expect(started).toHaveLength(18);
      await end("a17");
      expect(started).toHaveLength(19);
    } finally {
      vi.useRealTimers();
    }
  });

  test("wait for one that may be repeated before they are due", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const { state, started, add, end, queue } = createQueue();
      Object.assign(state, { now: 10 * DELAY, sinceMoved: 0 });
      add("a", 0);
      add("b", DELAY - 1);
      add("c", DELAY);
      await turn();
      vi.advanceTimersByTime(10_000);
      expect(started).toEqual(["a@0", `b@${DELAY - 1}`]);
      // The repetition is due before what waits for it.
      queue.add({ webhookId: "w", due: DELAY - 1, run: async () => void started.push("a again") });
      await end("a");
      await end("b");
      expect(started).toEqual(["a@0", `b@${DELAY - 1}`, "a again", `c@${DELAY}`]);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("webhooks take turns, and at most 64 attempts are under way", async () => {
  const { started, add, end } = createQueue();
  for (let webhook = 0; webhook < 100; webhook += 1) {
    for (const index of [1, 2]) add(`${webhook}.${index}`, 0, String(webhook));
  }
  await turn();
  expect(started).toEqual(Array.from({ length: 64 }, (_, webhook) => `${webhook}.1@0`));
  await end("0.1");
  expect(started.at(-1)).toBe("64.1@0");
  for (let webhook = 1; webhook < 37; webhook += 1) await end(`${webhook}.1`);
  expect(started.slice(64, 101).map((name) => name.split(".")[1])).toContain("2@0");
  expect(new Set(started.filter((name) => name.endsWith(".1@0"))).size).toBe(100);
});

test("ten thousand webhooks with one attempt each are served", async () => {
  const { queue } = createQueue();
  const run = vi.fn<(startedAt: number) => Promise<void>>(() => Promise.resolve());
  for (let webhook = 0; webhook < 10_000; webhook += 1) queue.add({ webhookId: String(webhook), due: 0, run });
  await queue.settled();
  expect([run.mock.calls.length, queue.waiting]).toEqual([10_000, 0]);
});

test("settled waits for what is under way and due, and not for what is due later", async () => {
  const { queue, add, end } = createQueue();
  await queue.settled();
  add("a", 0);
  add("b", 0);
  add("later", 1);
  let isSettled = false;
  const settled = queue.settled().then(() => (isSettled = true));
  await turn();
  await end("a");
  expect(isSettled).toBe(false);
  await end("b");
  await settled;
  expect(queue.waiting).toBe(1);
});

test("what is dropped does not start, and nobody waits for it", async () => {
  const { queue, started, add, end } = createQueue();
  for (const webhook of ["1", "2"]) for (const name of ["a", "b"]) add(`${webhook}${name}`, 0, webhook);
  await turn();
  queue.drop("1");
  expect(queue.waiting).toBe(1);
  await end("1a");
  await end("2a");
  expect(started).toEqual(["1a@0", "2a@0", "2b@0"]);
  add("2c", 0, "2");
  queue.drop();
  const settled = queue.settled();
  await end("2b");
  await settled;
  expect([started.length, queue.waiting]).toEqual([3, 0]);
});
