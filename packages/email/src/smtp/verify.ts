import {
  type BasicScheme,
  bearerSecret,
  type InboundContext,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import type { SmtpSettings } from './config.ts';

/** Credentials that the mail server sends along, as `curl --user` does. */
export const mailServerBasic: BasicScheme = { kind: 'basic' };

/**
 * Proves that an e-mail was posted by the mail server: by either way that the config names.
 *
 * @throws SignatureError when the proof is missing or wrong.
 * @throws TouchlineError `config.invalid` when the config names none. It is answered with a status on which the mail server keeps the
 *   e-mail and tries again.
 */
export const verifyMailServer = (
  request: WebhookRequest,
  { config, clock }: InboundContext<SmtpSettings>,
): void => {
  if (!config.inbound)
    throw new TouchlineError('config.invalid', 'Config of smtp: inbound is needed to take an e-mail.', {
      connector: 'smtp',
    });
  const { bearerToken, basicAuth } = config.inbound;
  if (basicAuth && (!bearerToken || isBasic(request)))
    verifySignature(mailServerBasic, request, { secrets: basicAuth, clock });
  else if (bearerToken) verifySignature(bearerSecret, request, { secrets: bearerToken, clock });
};

/** There is one `Authorization` header, so of two ways it shows which was taken. */
const isBasic = ({ headers }: WebhookRequest): boolean => /^basic\s/i.test(headers.authorization ?? '');
