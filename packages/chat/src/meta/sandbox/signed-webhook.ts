import { hubSignature256, signRequest, type WebhookRequest } from '@touchline/core';

/** Where a webhook goes, and how it is signed. */
export interface MetaWebhookTarget {
  /** The callback URL of the app. */
  readonly url: string;
  /** Default: the sandbox's app secret. */
  readonly secret?: string;
}

/** Signs a body as Meta would, and writes it as Meta does: in ASCII, with everything else escaped. */
export const signedWebhook = (body: unknown, { url, secret }: Required<MetaWebhookTarget>): WebhookRequest =>
  signRequest(
    hubSignature256,
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua' },
      rawBody: Buffer.from(escaped(JSON.stringify(body))),
    },
    { secret, now: 0 },
  );

/** The GET with which Meta checks a callback URL. */
export const challengeRequest = (url: string, verifyToken: string, challenge: string): WebhookRequest => {
  const asked = new URL(url);
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.challenge', challenge);
  asked.searchParams.set('hub.verify_token', verifyToken);
  return { method: 'GET', url: asked.href, headers: {}, rawBody: new Uint8Array() };
};

const escaped = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
