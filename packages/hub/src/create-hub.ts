import {
  type Clock,
  type EventMap,
  type Kit,
  systemClock,
  type TouchlineError,
  touchpointKit,
} from '@touchline/core';
import type { ConsentOptions } from './consent/consent-rules.ts';
import { createConsentLedger } from './consent/create-consent-ledger.ts';
import { createCustomers } from './customers/create-customers.ts';
import { createDeliveryRecord } from './deliveries/create-delivery-record.ts';
import { createHubGate } from './deliveries/create-hub-gate.ts';
import { createEnrich } from './enrich-events.ts';
import type { ErasurePolicy } from './erasure/erasures.ts';
import { createTombstones } from './erasure/tombstones.ts';
import type { Hub } from './hub.ts';
import { hubConnector } from './hub-connector.ts';
import { createDecide } from './identity/decide.ts';
import { IdentityIndex } from './identity/identity-index.ts';
import { type IdentityOptions, identityRulesOf } from './identity/identity-rules.ts';
import { createPersonDirectory } from './identity/person-directory.ts';
import { audiencesOf } from './privacy/audiences-of.ts';
import { createPrivacy } from './privacy/create-privacy.ts';
import { receiversOf } from './privacy/receivers-of.ts';
import type { ComputedTraits } from './profile/computed-trait.ts';
import { createProfiles, type TraitOptions } from './profile/create-profiles.ts';
import { createRecorder } from './record/recorder.ts';
import type { RecordingPart } from './record/recording-part.ts';
import type { RetentionOptions } from './retention/retention-rules.ts';
import { anchorsOfEvents } from './seal/anchors-of-events.ts';
import type { HubStorage } from './storage/hub-storage.ts';
import { createTimeline } from './timeline/create-timeline.ts';
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
  /** What is learnt of people from events, and whom to believe. */
  readonly traits?: TraitOptions;
  /** What is worked out from events. Default: {@link defaultComputedTraits}. */
  readonly computed?: ComputedTraits;
  /** For what event types are kept, and how long. Default: until their person is erased. */
  readonly retention?: RetentionOptions;
  /** How connectors are asked to forget somebody. Default: 30 seconds after the hub did, with retries for 30 days. */
  readonly erasure?: Partial<ErasurePolicy>;
  /** Told of what failed while nobody waited for it, such as asking a connector to forget somebody; it is tried again. */
  readonly onError?: (error: TouchlineError) => void;
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
  traits,
  computed,
  retention,
  erasure,
  onError = () => {},
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
  const timeline = createTimeline({ storage, vault, clock });
  const profiles = createProfiles({ storage, vault, timeline, clock, traits, computed });
  const decide = createDecide({ storage, index, vault, clock });
  const parts: readonly RecordingPart[] = [consents.part, timeline.part, profiles.part];
  const recorder = createRecorder({ storage, keys, index, tombstones, parts });
  const { privacy, ...guard } = createPrivacy({
    storage,
    keys,
    vault,
    tombstones,
    index,
    types: kit.catalogue,
    clock,
    deliveredTo: async (anchors) => (await deliveries.deliveredTo(anchors)).map(({ connector }) => connector),
    parts: [
      consents.erasure,
      deliveries.erasure,
      {
        prepare: async ({ anchors }) => ({
          write(writes) {
            timeline.forget(anchors, writes);
            profiles.forget(anchors, writes);
            for (const anchor of anchors) writes.removeAudiences(anchor);
          },
        }),
      },
    ],
    sources: {
      profile: ({ anchors }) => profiles.of(anchors),
      audiences: ({ anchors }) => audiencesOf(anchors, storage),
      consents: async ({ id }) => (await consents.history(id)).map((statement) => ({ ...statement })),
      receivers: ({ anchors }) => receiversOf(anchors, deliveries),
      events: ({ anchors }) => timeline.all(anchors),
    },
    retention,
    erasure,
    onError,
  });
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
    seal: guard.seal,
    privacy,
    customers: createCustomers({ index, decide, keys, vault }),
    record: (events) => recorder.record(events),
    async start({ connectors = {} } = {}) {
      await index.open();
      await guard.start(connectors);
    },
    close() {
      closing ??= (async () => {
        await guard.close();
        await recorder.idle();
        await index.inTurn(async () => {});
        await storage.close();
      })();
      return closing;
    },
  };
};
