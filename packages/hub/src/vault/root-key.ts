import { hkdfSync } from 'node:crypto';
import { Secret, TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { keyBytes, random, sealBytes, unsealBytes } from './sealing.ts';

/**
 * What a hub's keys are protected with: at least 32 bytes, drawn at random (`openssl rand -base64 32`), from wherever you keep
 * secrets. While it is being rotated: the new one, and after it the former ones.
 */
export type HubSecret = string | Secret | readonly (string | Secret)[];

/**
 * The key that all others of a hub come from. It is drawn once and stored encrypted under the {@link HubSecret}. So a new
 * secret is one row written anew, and neither anchors nor what is sealed change with it.
 */
export interface RootKey {
  /** A key of 32 bytes for one purpose; the same for the same purpose, and useless for another. */
  derive(purpose: string): Buffer;
}

/**
 * Reads the root key, and draws it for a storage that has none. Where a former secret opens it, it is written anew under the first
 * one, and the former is needed no more.
 *
 * @throws TouchlineError `hub.secret_wrong` when none of the secrets opens what is stored.
 */
export const openRootKey = async (
  storage: Pick<HubStorage, 'keys' | 'write'>,
  wrappingKeys: readonly Uint8Array[],
): Promise<RootKey> => {
  const [current] = wrappingKeys;
  if (!current) throw new TouchlineError('hub.secret_invalid', 'The hub needs a secret.');
  const row = (await storage.keys.newest([rootAnchor])).get(rootAnchor);
  if (!row?.wrapped) {
    const root = random(keyBytes);
    const wrapped = sealBytes(current, root, context);
    await storage.write((writes) => writes.addKey({ anchor: rootAnchor, generation: 1, wrapped }));
    return rootKeyOf(root);
  }
  const { wrapped, generation } = row;
  const opened = wrappingKeys.map((key) => unwrapped(key, wrapped));
  const root = opened.find((each) => each !== undefined);
  if (!root)
    throw new TouchlineError(
      'hub.secret_wrong',
      'None of the given secrets opens the keys in the storage of the hub.',
    );
  if (!opened[0])
    await storage.write((writes) => {
      writes.destroyKeys(rootAnchor);
      writes.addKey({
        anchor: rootAnchor,
        generation: generation + 1,
        wrapped: sealBytes(current, root, context),
      });
    });
  return rootKeyOf(root);
};

/**
 * The keys that secrets stand for, in their order.
 *
 * @throws TouchlineError `hub.secret_invalid` when there is none, or one is shorter than 32 bytes.
 */
export const wrappingKeysOf = (secret: HubSecret): readonly Uint8Array[] => {
  const secrets = typeof secret === 'string' || secret instanceof Secret ? [secret] : secret;
  if (secrets.length === 0) throw new TouchlineError('hub.secret_invalid', 'The hub needs a secret.');
  return secrets.map((each) => {
    const bytes = Buffer.from(typeof each === 'string' ? each : each.reveal());
    if (bytes.length < shortestSecretBytes)
      throw new TouchlineError(
        'hub.secret_invalid',
        `The secret of the hub must have at least ${shortestSecretBytes} bytes; one has ${bytes.length}.`,
      );
    return derived(bytes, 'wrapping of the root key');
  });
};

/** The row of the key table that is no anchor's. */
export const rootAnchor: AnchorId = 'prs_root-key-of-this-hub--';

const shortestSecretBytes = 32;
const context = 'root key';

const rootKeyOf = (root: Uint8Array): RootKey => ({ derive: (purpose) => derived(root, purpose) });

/** @see https://www.rfc-editor.org/rfc/rfc5869 */
const derived = (key: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `touchline hub: ${purpose}`, keyBytes));

const unwrapped = (key: Uint8Array, wrapped: Uint8Array): Buffer | undefined => {
  try {
    return unsealBytes(key, wrapped, context);
  } catch {
    return undefined;
  }
};
