import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { SlackSettings } from './config.ts';

/**
 * Asks which workspace the token is of.
 *
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export const checkToken = async ({ http, signal }: ConnectorContext<SlackSettings>): Promise<CheckReport> => {
  const { body } = await http.post('/auth.test', {
    response: z.object({ team: z.string().optional(), team_id: z.string() }),
    idempotent: true,
    operation: 'auth.test',
    signal,
  });
  return { account: body.team ?? body.team_id };
};
