import { type CheckReport, type ConnectorContext, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { SendgridSettings } from './config.ts';

/**
 * Whether the key is good and may send. It asks for the key's own scopes, which every key may:
 * https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access
 *
 * @throws TouchlineError `http.unauthorized` when the key is refused, or lacks the scope `mail.send`.
 */
export const checkKey = async ({
  config,
  http,
  signal,
}: ConnectorContext<SendgridSettings>): Promise<CheckReport> => {
  const { body } = await http.get('/v3/scopes', {
    response: z.object({ scopes: z.array(z.string()) }),
    signal,
    operation: 'scopes.list',
  });
  if (!body.scopes.includes('mail.send'))
    throw new TouchlineError('http.unauthorized', 'The API key of sendgrid lacks the scope mail.send.', {
      connector: 'sendgrid',
    });
  return config.onBehalfOf === undefined ? {} : { account: config.onBehalfOf };
};
