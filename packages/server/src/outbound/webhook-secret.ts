import { randomBytes } from 'node:crypto';

/**
 * A secret to sign webhooks with: 256 random bits, as Standard Webhooks write them.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export const createWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
