import type { Poll, TouchpointEvents } from '@touchline/core';
import { z } from 'zod';
import type { TelegramSettings } from './config.ts';
import { telegramUpdate, wantedUpdates } from './payload.ts';
import { toEvents } from './to-events.ts';

/**
 * Asks for updates where there is no webhook: a connector with a `secretToken` takes webhooks, and asks for nothing, because
 * Telegram refuses to do both. Each ask waits up to 20 seconds for news.
 *
 * The cursor is the offset: Telegram forgets what lies below it, so it is only moved once the events are durable. An update that
 * cannot be understood is ignored by name, else it would stand in the way of all others.
 *
 * @see https://core.telegram.org/bots/api#getupdates
 */
export const poll: Poll<TouchpointEvents, TelegramSettings> = {
  everyMs: 1_000,
  ask: async (cursor, { config, http, clock, signal, event, ignore }) => {
    if (config.secretToken !== undefined) return { events: [], cursor: cursor ?? '0' };
    const { body } = await http.post('/getUpdates', {
      json: {
        ...(cursor !== undefined && { offset: Number(cursor) }),
        limit: mostUpdates,
        timeout: waitSeconds,
        allowed_updates: wantedUpdates,
      },
      response: z.object({ result: z.array(z.looseObject({ update_id: z.int() })) }),
      idempotent: true,
      operation: 'getUpdates',
      timeoutMs: waitSeconds * 1_000 + 10_000,
      signal,
    });
    const updates = body.result;
    const receivedAt = new Date(clock.now());
    const events = updates.flatMap((update) => {
      const parsed = telegramUpdate.safeParse(update);
      return parsed.success
        ? toEvents(parsed.data, { event, ignore, config, receivedAt })
        : [ignore('update (unreadable)')];
    });
    const next = updates.reduce(
      (offset, update) => Math.max(offset, update.update_id + 1),
      Number(cursor ?? 0),
    );
    return { events, cursor: String(next), more: updates.length === mostUpdates };
  },
};

const mostUpdates = 100;
const waitSeconds = 20;
