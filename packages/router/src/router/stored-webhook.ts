import type { StoredWebhook, WebhookRequest } from '@touchline/core';

/** Names of headers and query parameters whose values let somebody in. */
const credentialName = /authorization|cookie|token|secret|signature|api-?key|password|^code$/i;

/** A webhook as it is kept: without credentials, its bytes in base64. */
export const storeWebhook = (
  { method, url, headers, rawBody }: WebhookRequest,
  items?: readonly number[],
): StoredWebhook => ({
  method,
  url: withoutCredentials(url),
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !credentialName.test(name))),
  bodyBase64: Buffer.from(rawBody).toString('base64'),
  ...(items && { items }),
});

/** The kept webhook as a request again; its signature is gone. */
export const restoreWebhook = ({ method, url, headers, bodyBase64 }: StoredWebhook): WebhookRequest => ({
  method,
  url,
  headers,
  rawBody: new Uint8Array(Buffer.from(bodyBase64, 'base64')),
});

const withoutCredentials = (url: string): string => {
  const kept = new URL(url);
  kept.username = '';
  kept.password = '';
  for (const name of [...kept.searchParams.keys()])
    if (credentialName.test(name)) kept.searchParams.delete(name);
  return kept.href;
};
