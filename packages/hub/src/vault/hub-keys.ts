import { type AnchorOf, createAnchorOf } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import { type HubSecret, openRootKey, type RootKey, wrappingKeysOf } from './root-key.ts';

/** What of a hub's keys is read from its storage, once, before anything else is done. */
export interface OpenHubKeys extends RootKey {
  readonly anchorOf: AnchorOf;
}

/** The way to {@link OpenHubKeys}. */
export interface HubKeys {
  /**
   * Reads them the first time; after that it has them. A reading that failed is tried again by the next call.
   *
   * @throws TouchlineError `hub.secret_wrong`, and what the storage throws.
   */
  open(): Promise<OpenHubKeys>;
}

/**
 * Where all keys of a hub come from: its anchors', its vault's, that of its receipts.
 *
 * @throws TouchlineError `hub.secret_invalid` when a secret is shorter than 32 bytes.
 */
export const createHubKeys = ({
  storage,
  secret,
}: {
  readonly storage: Pick<HubStorage, 'keys' | 'write'>;
  readonly secret: HubSecret;
}): HubKeys => {
  const wrappingKeys = wrappingKeysOf(secret);
  let opening: Promise<OpenHubKeys> | undefined;
  return {
    open() {
      opening ??= openRootKey(storage, wrappingKeys).then(
        (root) => ({ ...root, anchorOf: createAnchorOf(root.derive('anchors')) }),
        (error: unknown) => {
          opening = undefined;
          throw error;
        },
      );
      return opening;
    },
  };
};
