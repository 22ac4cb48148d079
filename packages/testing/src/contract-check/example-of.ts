import type { ActionContract } from '@touchline/core';

/**
 * The example that an action's contract gives: an input to exercise it with.
 *
 * @throws TypeError for a contract without one.
 */
export const exampleOf = <Contract extends Pick<ActionContract, 'name' | 'example'>>({
  name,
  example,
}: Contract): NonNullable<Contract['example']> => {
  if (example === undefined) throw new TypeError(`The contract of ${name} gives no example.`);
  return example as NonNullable<Contract['example']>;
};
