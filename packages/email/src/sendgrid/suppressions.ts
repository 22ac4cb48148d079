import {
  type ActionRun,
  type ConnectorContext,
  TouchlineError,
  timestampFromSeconds,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import type { addSuppression, GetSuppressionOutput, getSuppression, removeSuppression } from '../contract.ts';
import type { SendgridSettings } from './config.ts';

type Context = Pick<ConnectorContext<SendgridSettings>, 'http' | 'signal'>;
type Run<Contract extends { input: z.ZodType; output: z.ZodType }> = ActionRun<
  SendgridSettings,
  Contract['input'],
  Contract['output']
>;

/**
 * Puts an address on the global unsubscribes: SendGrid takes no one else's word for bounces and complaints.
 *
 * @see https://www.twilio.com/docs/sendgrid/api-reference/suppressions-global-suppressions/add-recipient-addresses-to-the-global-suppression-group
 */
export const runAddSuppression: Run<typeof addSuppression> = async ({ address }, { http, signal }) => {
  await http.post('/v3/asm/suppressions/global', {
    json: { recipient_emails: [address] },
    idempotent: true,
    signal,
    operation: 'suppression.add',
  });
  return { suppressed: true };
};

/**
 * Every list on which an address is dropped:
 * https://www.twilio.com/docs/sendgrid/api-reference/suppressions-suppressions. Blocks are a record only.
 * Unsubscribe groups are a recipient's choice among kinds of e-mail, and left alone.
 */
const lists = [
  { reason: 'complaint', path: (address: string) => urlPath`/v3/suppression/spam_reports/${address}` },
  { reason: 'unsubscribe', path: (address: string) => urlPath`/v3/asm/suppressions/global/${address}` },
  { reason: 'bounce', path: (address: string) => urlPath`/v3/suppression/bounces/${address}` },
  { reason: 'bounce', path: (address: string) => urlPath`/v3/suppression/invalid_emails/${address}` },
] as const;

/**
 * Takes an address off every list, one after the other: a key that may not read them is found out by one
 * call.
 */
export const runRemoveSuppression: Run<typeof removeSuppression> = async ({ address }, context) => {
  let removed = false;
  for (const { path } of lists) {
    if (!(await isListed(path(address), context))) continue;
    await removeFrom(path(address), context);
    removed = true;
  }
  return { removed };
};

/** Looks into every list; the first that has the address gives the reason. */
export const runGetSuppression: Run<typeof getSuppression> = async ({ address }, context) => {
  for (const { reason, path } of lists) {
    const found = await lookUp(path(address), context);
    if (found) return { reason, ...found };
  }
  return { reason: 'none' };
};

const entry = z.object({
  email: z.string(),
  created: z.number().min(0).max(253_402_300_799).optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

type Entry = z.output<typeof entry>;

/**
 * The global list answers an object that is empty when the address is not on it; the others answer an array.
 */
const listing = z.union([
  z.array(entry),
  z
    .object({ recipient_email: z.string().optional() })
    .transform(({ recipient_email: email }): Entry[] => (email ? [{ email }] : [])),
]);

type Found = Pick<GetSuppressionOutput, 'since' | 'detail'>;

const lookUp = async (path: string, { http, signal }: Context): Promise<Found | undefined> => {
  const { body } = await http.get(path, { response: listing, signal, operation: 'suppression.get' });
  const [found] = body;
  return (
    found && {
      ...(found.created !== undefined && { since: timestampFromSeconds(found.created) }),
      ...(found.reason !== undefined && { detail: found.reason }),
    }
  );
};

const isListed = async (path: string, context: Context): Promise<boolean> =>
  (await lookUp(path, context)) !== undefined;

/** Someone may have been quicker, which is as good. */
const removeFrom = async (path: string, { http, signal }: Context): Promise<void> => {
  try {
    await http.delete(path, { idempotent: true, signal, operation: 'suppression.remove' });
  } catch (thrown) {
    if (!TouchlineError.isInstance(thrown) || thrown.vendorStatus !== 404) throw thrown;
  }
};
