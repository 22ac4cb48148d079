import { type Clock, type EventMap, type Kit, systemClock, touchpointKit } from '@touchline/core';
import { createCustomers } from './customers/create-customers.ts';
import { createEnrich } from './enrich-events.ts';
import { createTombstones } from './erasure/tombstones.ts';
import type { Hub } from './hub.ts';
import { hubConnector } from './hub-connector.ts';
import { createDecide } from './identity/decide.ts';
import { IdentityIndex } from './identity/identity-index.ts';
import { type IdentityOptions, identityRulesOf } from './identity/identity-rules.ts';
import { createRecorder } from './record/recorder.ts';
import type { RecordingPart } from './record/recording-part.ts';
import type { HubStorage } from './storage/hub-storage.ts';
import { createVault } from './vault/create-vault.ts';
import { createHubKeys } from './vault/hub-keys.ts';
import type { HubSecret } from './vault/root-key.ts';

/** How a hub is made. */
export interface HubOptions {
  /** Where it keeps what it knows: `sqliteHubStorage({ path })`. It closes it. */
  readonly storage: HubStorage;
  readonly secret: HubSecret;
  /** The events it knows. Default: those of Touchline. */
  readonly kit?: Kit<EventMap>;
  /** How persons are told apart. */
  readonly identity?: IdentityOptions;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Creates a customer hub.
 *
 * @throws TouchlineError `config.invalid`, or `hub.secret_invalid`.
 */
export const createHub = ({
  storage,
  secret,
  kit = touchpointKit as unknown as Kit<EventMap>,
  identity,
  clock = systemClock,
}: HubOptions): Hub => {
  const keys = createHubKeys({ storage, secret });
  const vault = createVault({ storage, keys });
  const tombstones = createTombstones(storage.tombstones);
  const index = new IdentityIndex({ storage, keys, vault, rules: identityRulesOf(identity) });
  const decide = createDecide({ storage, index, vault, clock });
  const parts: readonly RecordingPart[] = [];
  const recorder = createRecorder({ storage, keys, index, tombstones, parts });
  let closing: Promise<void> | undefined;

  return {
    connector: hubConnector({ recorder, kit, clock }),
    enrich: createEnrich(index),
    customers: createCustomers({ index, decide, keys, vault }),
    record: (events) => recorder.record(events),
    async start() {
      await index.open();
    },
    close() {
      closing ??= (async () => {
        await recorder.idle();
        await index.inTurn(async () => {});
        await storage.close();
      })();
      return closing;
    },
  };
};
