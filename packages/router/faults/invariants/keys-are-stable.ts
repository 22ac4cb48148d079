import type { Judge } from './attempt-invariants.ts';

/** One key for each call of a delivery, whatever the attempt, the process or the replay; and for no other. */
export const keysAreStable: readonly [{ readonly name: string; readonly sentence: string }, Judge] = [
  {
    name: 'keys',
    sentence: 'a call has the same idempotency key at every attempt, and no other call has it',
  },
  ({ plan, id, call, key }, _before, { keyOf, ownerOf }) => {
    const owner = `${plan.id} ${id} ${call}`;
    const known = keyOf.get(owner);
    if (known !== undefined && known !== key) return `came with the key ${known} before and with ${key} now`;
    const other = ownerOf.get(key);
    if (other !== undefined && other !== owner) return `has the key of ${other}`;
    keyOf.set(owner, key);
    ownerOf.set(key, owner);
    return undefined;
  },
];
