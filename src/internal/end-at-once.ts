/**
 * Makes `return()` and `throw()` of an async generator take effect during a pending `next()`: by themselves they wait until
 * it has settled.
 *
 * @param end makes the pending `next()` settle
 */
export function endAtOnce<Value>(
  generator: AsyncGenerator<Value, void, undefined>,
  end: () => void,
): AsyncGenerator<Value, void, undefined> {
  const finish = generator.return.bind(generator);
  const fail = generator.throw.bind(generator);
  generator.return = (value) => {
    end();
    return finish(value);
  };
  generator.throw = (error) => {
    end();
    return fail(error);
  };
  return generator;
}
