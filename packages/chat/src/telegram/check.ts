import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { TelegramSettings } from './config.ts';

/**
 * Asks who the bot is.
 *
 * @see https://core.telegram.org/bots/api#getme
 */
export const checkBot = async ({
  http,
  signal,
}: ConnectorContext<TelegramSettings>): Promise<CheckReport> => {
  const { body } = await http.get('/getMe', {
    response: z.object({ result: z.object({ id: z.int(), username: z.string().optional() }) }),
    operation: 'getMe',
    signal,
  });
  const { id, username } = body.result;
  return { account: username ?? String(id) };
};
