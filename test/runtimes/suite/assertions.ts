/** @throws {Error} unless both have the same JSON */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== shouldBe) throw new Error(`${what}: expected ${shouldBe}, got ${is}`);
}

export function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(result)}`);
}

/** What a promise rejects with, as the error class it must be. */
export async function rejectsWith<Class extends abstract new (...args: never[]) => Error>(
  errorClass: Class,
  promise: Promise<unknown>,
): Promise<InstanceType<Class>> {
  const error = await rejectionOf(promise);
  if (!(error instanceof errorClass)) throw new Error(`rejected with another class: ${String(error)}`);
  return error as InstanceType<Class>;
}

/** Waits until a condition holds, for at most ten seconds. */
export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`still not so after ten seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
