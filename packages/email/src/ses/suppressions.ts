import {
  type ActionRun,
  type ConnectorContext,
  TouchlineError,
  timestampFromSeconds,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import type { addSuppression, getSuppression, removeSuppression } from '../contract.ts';
import type { SesSettings } from './config.ts';

type Context = Pick<ConnectorContext<SesSettings>, 'http' | 'signal'>;
type Run<Contract extends { input: z.ZodType; output: z.ZodType }> = ActionRun<
  SesSettings,
  Contract['input'],
  Contract['output']
>;

const pathOf = (address: string): string => urlPath`/v2/email/suppression/addresses/${address}`;

/**
 * Puts an address on the suppression list of the account. SES knows two reasons, and a wish is nearer to a complaint than to an address
 * that does not exist.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutSuppressedDestination.html
 */
export const runAddSuppression: Run<typeof addSuppression> = async ({ address }, { http, signal }) => {
  await http.put('/v2/email/suppression/addresses', {
    json: { EmailAddress: address, Reason: 'COMPLAINT' },
    idempotent: true,
    signal,
    operation: 'suppression.add',
  });
  return { suppressed: true };
};

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteSuppressedDestination.html */
export const runRemoveSuppression: Run<typeof removeSuppression> = async ({ address }, { http, signal }) => {
  const removed = await unlessMissing(
    http.delete(pathOf(address), { idempotent: true, signal, operation: 'suppression.remove' }),
  );
  return { removed: removed !== undefined };
};

const suppressed = z.object({
  SuppressedDestination: z.object({
    Reason: z.string(),
    LastUpdateTime: z.number().min(0).max(253_402_300_799).optional().catch(undefined),
  }),
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html */
export const runGetSuppression: Run<typeof getSuppression> = async (
  { address },
  { http, signal }: Context,
) => {
  const found = await unlessMissing(
    http.get(pathOf(address), { response: suppressed, signal, operation: 'suppression.get' }),
  );
  if (!found) return { reason: 'none' };
  const { Reason, LastUpdateTime } = found.body.SuppressedDestination;
  return {
    reason: Reason === 'COMPLAINT' ? 'complaint' : 'bounce',
    ...(LastUpdateTime !== undefined && { since: timestampFromSeconds(LastUpdateTime) }),
  };
};

/** An address that is not on the list is a 404. */
const unlessMissing = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404) return undefined;
    throw thrown;
  }
};
