import { type CheckReport, type ConnectorContext, urlPath } from '@touchline/core';
import { z } from 'zod';
import { proofOf } from '../meta/graph.ts';
import type { WhatsAppSettings } from './config.ts';

/**
 * Asks whose number it is, which also shows that the token may use it.
 *
 * @see https://developers.facebook.com/docs/whatsapp/business-management-api/manage-phone-numbers
 */
export const checkNumber = async ({
  config,
  http,
  signal,
}: ConnectorContext<WhatsAppSettings>): Promise<CheckReport> => {
  const { body } = await http.get(urlPath`/${config.phoneNumberId}`, {
    query: { fields: 'verified_name,display_phone_number', ...proofOf({ config }) },
    response: z.object({ id: z.string(), verified_name: z.string().optional() }),
    operation: 'phone_number',
    signal,
  });
  return { account: body.verified_name ?? body.id };
};
