import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import { type PipedriveSettings, pipedriveApi } from './config.ts';

const currentUser = z.object({ data: z.object({ company_id: z.int() }) });

/**
 * Asks whose token it is, and of which company.
 *
 * @see https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser
 */
export const checkToken = async ({
  http,
  signal,
}: ConnectorContext<PipedriveSettings>): Promise<CheckReport> => {
  const { body } = await http.get(`${pipedriveApi.v1}/users/me`, {
    response: currentUser,
    signal,
    operation: 'user.get',
  });
  return { account: String(body.data.company_id) };
};
