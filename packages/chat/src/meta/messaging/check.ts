import { type CheckReport, type ConnectorContext, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { AppSettings } from '../app-config.ts';
import { proofOf } from '../graph.ts';

/** Asks for the name of an account, which also shows that the token may use it. */
export const checkAccount = async (
  accountId: string,
  field: 'name' | 'username',
  { config, http, signal }: ConnectorContext<AppSettings>,
): Promise<CheckReport> => {
  const { body } = await http.get(urlPath`/${accountId}`, {
    query: { fields: field, ...proofOf({ config }) },
    response: z.object({ name: z.string().optional(), username: z.string().optional() }),
    operation: 'account',
    signal,
  });
  return { account: body[field] ?? accountId };
};
