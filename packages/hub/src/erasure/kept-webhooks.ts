import type { DeadLetters } from '@touchline/core';
import type { Identifier } from '../identity/identifier.ts';
import { mentionsPerson } from './mentions-person.ts';

/**
 * Discards the kept webhooks that mention somebody: nobody could understand them, so nobody can take one person out of them. Answers
 * how many.
 */
export const discardWebhooksAbout = async (
  letters: DeadLetters,
  identifiers: readonly Identifier[],
): Promise<number> => {
  const ids: string[] = [];
  let afterId: string | undefined;
  do {
    const page = await letters.list({ kind: 'webhook' }, afterId === undefined ? {} : { afterId });
    for (const letter of page) {
      if (letter.kind !== 'webhook') continue;
      const { url, headers, bodyBase64 } = letter.request;
      const head = Buffer.from(JSON.stringify({ url, headers }));
      if (mentionsPerson(Buffer.concat([head, Buffer.from(bodyBase64, 'base64')]), identifiers))
        ids.push(letter.id);
    }
    afterId = page.at(-1)?.id;
  } while (afterId !== undefined);
  return ids.length === 0 ? 0 : letters.discard({ ids });
};
