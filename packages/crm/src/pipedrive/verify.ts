import {
  type BasicScheme,
  type InboundContext,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { PipedriveSettings } from './config.ts';

/** Pipedrive signs nothing: the credentials prove that the sender knows them. */
export const webhookBasic: BasicScheme = { kind: 'basic' };

/**
 * Proves that a webhook is Pipedrive's.
 *
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 * @throws SignatureError as `verifySignature` does.
 * @throws TouchlineError `config.invalid` when no credentials are configured.
 */
export const verifyPipedrive = (
  request: WebhookRequest,
  { config: { webhookCredentials }, clock }: InboundContext<PipedriveSettings>,
): void => {
  if (webhookCredentials === undefined)
    throw new TouchlineError(
      'config.invalid',
      'Config of pipedrive: webhookCredentials is needed to take a webhook.',
      { connector: 'pipedrive' },
    );
  verifySignature(webhookBasic, request, { secrets: webhookCredentials, clock });
};
