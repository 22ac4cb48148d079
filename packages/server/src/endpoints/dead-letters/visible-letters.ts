import type { DeadLetter, DeadLetterFilter } from '@touchline/core';
import type { Caller } from '../../auth/caller.ts';
import { seesEvent } from '../../auth/tenancy.ts';
import type { ServedRouter } from '../../served-router.ts';

/** A tenant sees the deliveries of its events. A webhook that was not understood is nobody's yet. */
export const seesLetter = (caller: Caller, letter: DeadLetter): boolean =>
  caller.tenantId === undefined || (letter.kind === 'delivery' && seesEvent(caller, letter.event));

const pageSize = 500;
/** So many letters one page looks at. */
const mostLetters = 10_000;

/** A page of the dead letters that a caller may see, and behind which one the next begins. */
export const readLetters = async (
  router: ServedRouter,
  caller: Caller,
  filter: DeadLetterFilter,
  afterId: string | undefined,
  limit: number,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly nextId: string | undefined }> => {
  const letters: DeadLetter[] = [];
  let last = afterId;
  for (let seen = 0; seen < mostLetters; seen += pageSize) {
    const page = await router.deadLetters.list(filter, {
      limit: pageSize,
      ...(last !== undefined && { afterId: last }),
    });
    for (const letter of page) {
      if (seesLetter(caller, letter)) {
        if (letters.length === limit) return { letters, nextId: last };
        letters.push(letter);
      }
      last = letter.id;
    }
    if (page.length < pageSize) return { letters, nextId: undefined };
  }
  return { letters, nextId: last };
};

/** The filter itself; for a tenant, lists of the ids that are theirs. */
export async function* ownParts(
  router: ServedRouter,
  caller: Caller,
  filter: DeadLetterFilter,
): AsyncGenerator<DeadLetterFilter> {
  if (caller.tenantId === undefined) {
    yield filter;
    return;
  }
  // All are found before the first is touched: who is replayed may come back dead while this goes on.
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const { letters, nextId } = await readLetters(router, caller, filter, next, pageSize);
    ids.push(...letters.map(({ id }) => id));
    next = nextId;
  } while (next !== undefined);
  for (let from = 0; from < ids.length; from += pageSize) yield { ids: ids.slice(from, from + pageSize) };
}
