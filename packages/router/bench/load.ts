/**
 * Keeps so many publishers busy, each with its next event as soon as the one before is acknowledged: as a service with so
 * many requests at a time would.
 */
export const publishInFlight = async (
  count: number,
  inFlight: number,
  publish: (number: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const publisher = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      await publish(number);
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, inFlight) }, publisher));
};

/**
 * Publishes at a steady rate, whether or not earlier ones are acknowledged. Each event is given the time at which it was
 * due (`performance.now()`), so that a stall is counted for every event that it held up, not only for the first. Nothing
 * is kept of what was published: the garbage of the load must not be measured.
 */
export const publishAtRate = async (
  count: number,
  perSecond: number,
  publish: (number: number, dueMs: number) => Promise<unknown>,
): Promise<void> => {
  const everyMs = 1_000 / perSecond;
  const startMs = performance.now();
  const acknowledged = countdown(count);
  let failure: unknown;
  const fail = (thrown: unknown): void => {
    failure ??= thrown;
    acknowledged.call();
  };
  let published = 0;
  while (published < count) {
    const due = Math.min(count, Math.floor((performance.now() - startMs) / everyMs) + 1);
    for (; published < due; published += 1)
      publish(published, startMs + published * everyMs).then(acknowledged.call, fail);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await acknowledged.done;
  if (failure !== undefined) throw failure;
};

/** Its promise resolves once `call` was called so many times. */
export const countdown = (count: number): { readonly call: () => void; readonly done: Promise<void> } => {
  let left = count;
  let finish = (): void => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const call = (): void => {
    left -= 1;
    if (left === 0) finish();
  };
  return { call, done };
};
