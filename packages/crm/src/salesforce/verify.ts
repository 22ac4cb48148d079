import {
  equalSecrets,
  type InboundContext,
  type Secret,
  SignatureError,
  type SignatureScheme,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import { isSameId, type SalesforceSettings, secretParameter } from './config.ts';
import { readOutboundMessage } from './outbound-message.ts';

const secretInQuery: SignatureScheme = { kind: 'sharedSecret', secret: { query: secretParameter } };

/**
 * Outbound messages are not signed. The secret in the URL, or the credentials, prove that the sender knows them, and the id of the org that
 * its message is not one of another org that was pointed here; neither proves that nothing was changed on the way, which is TLS's
 * to do. Salesforce's client certificate is for the proxy to check.
 *
 * What is refused is not acknowledged, so Salesforce sends it again for a day.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_security.htm
 * @throws SignatureError when the secret or the credentials are missing or wrong, and when the message is of another org.
 * @throws TouchlineError `webhook.body_malformed` when it is no outbound message; `config.invalid` when the config says nothing to
 *   verify with, and when the message carries a session id, which is a credential that must not be kept.
 */
export const verifySalesforce = (
  request: WebhookRequest,
  { config, clock }: InboundContext<SalesforceSettings>,
): void => {
  const { organizationId, webhookCredentials, webhookSecret, webhookSecretIn } = config;
  if (organizationId === undefined) throw unconfigured('organizationId is needed to take a webhook.');
  if (webhookSecret === undefined && webhookCredentials === undefined)
    throw unconfigured('webhookSecret or webhookCredentials is needed to take a webhook.');

  if (webhookCredentials) verifySignature({ kind: 'basic' }, request, { secrets: webhookCredentials, clock });
  if (webhookSecret && webhookSecretIn === 'query')
    verifySignature(secretInQuery, request, { secrets: webhookSecret, clock });
  if (webhookSecret && webhookSecretIn === 'path') requireInPath(request, webhookSecret);

  const message = readOutboundMessage(request.rawBody);
  if (message.organizationId === undefined)
    throw new SignatureError('webhook.signature_missing', 'The id of the organization is missing.');
  if (!isSameId(message.organizationId, organizationId))
    throw new SignatureError('webhook.signature_invalid', 'The message is of another organization.');
  if (message.hasSessionId)
    throw unconfigured(
      'an outbound message carries a session id: switch off "Send Session ID" in Salesforce.',
    );
};

const requireInPath = ({ url }: WebhookRequest, secrets: readonly Secret[]): void => {
  const sent = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  if (sent === '')
    throw new SignatureError('webhook.signature_missing', 'The last segment of the path is missing.');
  // All of them are compared, match or no match, so that the time tells nothing of which.
  const matches = secrets.map((secret) => equalSecrets(sent, encodeURIComponent(secret.reveal())));
  if (!matches.includes(true))
    throw new SignatureError('webhook.signature_invalid', 'The last segment of the path is not the secret.');
};

const unconfigured = (sentence: string): TouchlineError =>
  new TouchlineError('config.invalid', `Config of salesforce: ${sentence}`, { connector: 'salesforce' });
