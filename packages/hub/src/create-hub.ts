import { type Clock, type EventMap, type Kit, systemClock, touchpointKit } from '@touchline/core';
import type { ConsentOptions } from './consent/consent-rules.ts';
import { createConsentLedger } from './consent/create-consent-ledger.ts';
import { createCustomers } from './customers/create-customers.ts';
import { createDeliveryRecord } from './deliveries/create-delivery-record.ts';
import { createHubGate } from './deliveries/create-hub-gate.ts';
import { createEnrich } from './enrich-events.ts';
import { createTombstones } from './erasure/tombstones.ts';
import type { Hub } from './hub.ts';
import { hubConnector } from './hub-connector.ts';
import { createDecide } from './identity/decide.ts';
import { IdentityIndex } from './identity/identity-index.ts';
import { type IdentityOptions, identityRulesOf } from './identity/identity-rules.ts';
import { createPersonDirectory } from './identity/person-directory.ts';
import { createRecorder } from './record/recorder.ts';
import type { RecordingPart } from './record/recording-part.ts';
import { anchorsOfEvents } from './seal/anchors-of-events.ts';
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
  /** Who may be told what, and by which law. */
  readonly consent?: ConsentOptions;
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
  consent,
  clock = systemClock,
}: HubOptions): Hub => {
  const keys = createHubKeys({ storage, secret });
  const vault = createVault({ storage, keys });
  const tombstones = createTombstones(storage.tombstones);
  const rules = identityRulesOf(identity);
  const index = new IdentityIndex({ storage, keys, vault, rules });
  const people = createPersonDirectory(storage.identities, vault);
  const consents = createConsentLedger({ storage, vault, keys, people, consent, writing: rules, clock });
  const deliveries = createDeliveryRecord({ storage, clock });
  const decide = createDecide({ storage, index, vault, clock });
  const parts: readonly RecordingPart[] = [consents.part];
  const recorder = createRecorder({ storage, keys, index, tombstones, parts });
  let closing: Promise<void> | undefined;

  return {
    connector: hubConnector({ recorder, kit, clock }),
    enrich: createEnrich(index),
    gate: createHubGate({
      anchorsOfEvents: anchorsOfEvents(keys, rules),
      people,
      tombstones,
      consents,
      deliveries,
      // The name that it is registered under, where nothing speaks against it.
      isOwn: (connector) => connector === 'hub',
    }),
    consents: {
      check: consents.check,
      of: consents.of,
      history: consents.history,
      record: consents.record,
    },
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
