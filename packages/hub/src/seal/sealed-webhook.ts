import type { DeadWebhook, StoredWebhook } from '@touchline/core';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';

/** The request with its URL, headers and body encrypted. */
export const sealWebhook = (
  { method, url, headers, bodyBase64, items }: StoredWebhook,
  key: AnchorKey,
): StoredWebhook => ({
  method,
  url: sealedUrl,
  headers: { [keyHeader]: `${key.anchor}.${key.generation}` },
  bodyBase64: Buffer.from(key.seal(JSON.stringify({ url, headers, bodyBase64 }), context)).toString('base64'),
  ...(items && { items }),
});

/** The webhook as it came; without URL, headers and body when its key is destroyed. */
export const unsealWebhook = async (letter: DeadWebhook, vault: Vault): Promise<DeadWebhook> => {
  const name = keyNameOf(letter);
  if (!name) return letter;
  const key = await vault.find(name.anchor, name.generation);
  const { request } = letter;
  const opened: Pick<StoredWebhook, 'url' | 'headers' | 'bodyBase64'> = key
    ? JSON.parse(key.unseal(Buffer.from(request.bodyBase64, 'base64'), context))
    : { url: '', headers: {}, bodyBase64: '' };
  return { ...letter, request: { ...request, ...opened } };
};

/** Which key a kept webhook was sealed with; undefined for one that was kept before the log was sealed. */
export const keyNameOf = ({
  request,
}: DeadWebhook): { readonly anchor: AnchorId; readonly generation: number } | undefined => {
  if (request.url !== sealedUrl) return undefined;
  const [anchor = '', generation] = String(request.headers[keyHeader]).split('.');
  return isAnchorId(anchor) ? { anchor, generation: Number(generation) } : undefined;
};

const context = 'webhook';
/** What stands in place of the URL, which may hold anything. */
const sealedUrl = 'urn:touchline:sealed';
const keyHeader = 'touchline-sealed-for';
