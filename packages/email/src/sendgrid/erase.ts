import type { ConnectorContext, CustomerRef, ErasureReceipt } from '@touchline/core';
import { z } from 'zod';
import type { SendgridSettings } from './config.ts';

/**
 * Asks SendGrid to erase what it holds about an address: names, subjects, categories, IP addresses. It does
 * so later, and for the account of the key alone, not for its subusers.
 *
 * Suppressions stay: they are how the person's own wish to get no more e-mail is kept.
 *
 * @see https://www.twilio.com/docs/sendgrid/api-reference/recipients-data-erasure-api/erase-recipients-email-data
 */
export const eraseRecipient = async (
  { email }: CustomerRef,
  { http, signal }: ConnectorContext<SendgridSettings>,
): Promise<ErasureReceipt> => {
  if (email === undefined) return { status: 'not_found' };
  const { body } = await http.post('/v3/recipients/erasejob', {
    json: { email_addresses: [email] },
    response: z.object({ job_id: z.string().min(1) }),
    idempotent: true,
    signal,
    operation: 'recipient.erase',
  });
  return { status: 'requested', reference: body.job_id };
};
