import { TouchlineError } from '@touchline/core';

/** Does something with the keys of a sealed log, which like any log promises to fail in its own words: with `log.failed`. */
export const orLogFailure = async <Result>(work: Promise<Result> | Result): Promise<Result> => {
  try {
    return await work;
  } catch (cause) {
    throw new TouchlineError('log.failed', 'The keys that the event log is sealed with cannot be had.', {
      cause,
    });
  }
};
