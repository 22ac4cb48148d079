import type { DeadLetter, DeadLetterFilter, DeadLetters } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import { drawnName } from '../vault/drawn-name.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import { orLogFailure } from './log-failure.ts';
import { keyNameOf, sealWebhook, unsealWebhook } from './sealed-webhook.ts';
import type { Sealer } from './sealer.ts';

/**
 * The dead letters of a sealed log: their events are as they were, and kept webhooks as they came. A webhook that could not be
 * understood may be about anybody: each has a key of its own, which is destroyed when it is discarded.
 */
export const sealDeadLetters = (letters: DeadLetters, sealer: Sealer, vault: Vault): DeadLetters => {
  const unseal = async (letter: DeadLetter): Promise<DeadLetter> => {
    if (letter.kind === 'webhook') return orLogFailure(unsealWebhook(letter, vault));
    const [event = letter.event] = await sealer.unseal([letter.event]);
    return { ...letter, event };
  };

  /** The names of the keys of kept webhooks. */
  const keysOf = async (filter: DeadLetterFilter): Promise<readonly AnchorId[]> => {
    const names: AnchorId[] = [];
    let afterId: string | undefined;
    do {
      const page = await letters.list(
        { ...filter, kind: 'webhook' },
        afterId === undefined ? {} : { afterId },
      );
      for (const letter of page) {
        const name = letter.kind === 'webhook' ? keyNameOf(letter) : undefined;
        if (name) names.push(name.anchor);
      }
      afterId = page.at(-1)?.id;
    } while (afterId !== undefined);
    return names;
  };

  return {
    list: async (filter, page) => Promise.all((await letters.list(filter, page)).map(unseal)),
    count: (filter) => letters.count(filter),
    async get(id) {
      const letter = await letters.get(id);
      return letter && unseal(letter);
    },
    async addWebhook(letter) {
      const name = drawnName();
      const key = (await orLogFailure(vault.open([name]))).get(name);
      // Every key that is asked for is there; without one nothing may be kept.
      return letters.addWebhook({ ...letter, request: sealWebhook(letter.request, key as AnchorKey) });
    },
    replay: (filter) => letters.replay(filter),
    async discard(filter) {
      const keys = filter.kind === 'delivery' ? [] : await keysOf(filter);
      const discarded = await letters.discard(filter);
      if (keys.length > 0) await orLogFailure(vault.destroy(keys));
      return discarded;
    },
  };
};
