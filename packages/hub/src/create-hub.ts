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
import { readRegion } from './consent/region-of-event.ts';
import { createCustomerView, type ViewOptions } from './customers/create-customer-view.ts';
import { createCustomers } from './customers/create-customers.ts';
import type { Customers } from './customers/customers.ts';
import { createDeliveryRecord } from './deliveries/create-delivery-record.ts';
import { createHubGate } from './deliveries/create-hub-gate.ts';
import { createEnrich } from './enrich-events.ts';
import type { ErasurePolicy } from './erasure/erasures.ts';
import { createTombstones } from './erasure/tombstones.ts';
import type { Hub } from './hub.ts';
import { hubConnector } from './hub-connector.ts';
import { type HubMemory, hubMemoryOf } from './hub-memory.ts';
import { createDecide } from './identity/decide.ts';
import { IdentityIndex } from './identity/identity-index.ts';
import { type IdentityOptions, identityRulesOf } from './identity/identity-rules.ts';
import { createPersonDirectory } from './identity/person-directory.ts';
import { audiencesOf } from './privacy/audiences-of.ts';
import { createPrivacy } from './privacy/create-privacy.ts';
import { receiversOf } from './privacy/receivers-of.ts';
import { createRecorder } from './record/recorder.ts';
import type { RecordingPart } from './record/recording-part.ts';
import type { RetentionOptions } from './retention/retention-rules.ts';
import { anchorsOfEvents } from './seal/anchors-of-events.ts';
import type { HubStorage } from './storage/hub-storage.ts';
import { createVault } from './vault/create-vault.ts';
import { createHubKeys } from './vault/hub-keys.ts';
import type { HubSecret } from './vault/root-key.ts';

/** How a hub is made. */
export interface HubOptions extends ViewOptions {
  /** Where it keeps what it knows: `sqliteHubStorage({ path })`. It closes it. */
  readonly storage: HubStorage;
  readonly secret: HubSecret;
  /** The events it knows. Default: those of Touchline. */
  readonly kit?: Kit<EventMap>;
  /** How persons are told apart. */
  readonly identity?: IdentityOptions;
  /** Who may be told what, and by which law. */
  readonly consent?: ConsentOptions;
  /** For what event types are kept, and how long. Default: until their person is erased. */
  readonly retention?: RetentionOptions;
  /** How connectors are asked to forget somebody. Default: 30 seconds after the hub did, with retries for 30 days. */
  readonly erasure?: Partial<ErasurePolicy>;
  /** How much is kept in memory. */
  readonly memory?: HubMemory;
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
  retention,
  erasure,
  memory,
  onError = () => {},
  clock = systemClock,
  ...viewOptions
}: HubOptions): Hub => {
  const sizes = hubMemoryOf(memory);
  const keys = createHubKeys({ storage, secret });
  const vault = createVault({ storage, keys, maxKeysInMemory: sizes.keys });
  const tombstones = createTombstones(storage.tombstones);
  const rules = identityRulesOf(identity);
  const index = new IdentityIndex({ storage, keys, vault, rules, tuplesInMemory: sizes.seenTogether });
  const people = createPersonDirectory(storage.identities, vault);
  const regionTrait = consent?.region?.trait;
  const consents = createConsentLedger({
    storage,
    vault,
    keys,
    people,
    consent,
    writing: rules,
    clock,
    inTurn: (work) => index.inTurn(work),
    maxInMemory: sizes.consents,
    ...(regionTrait !== undefined && {
      regionOf: async (anchors) => readRegion((await view.profiles.of(anchors)).traits[regionTrait]?.value),
    }),
  });
  const deliveries = createDeliveryRecord({ storage, clock });
  const view = createCustomerView({
    ...viewOptions,
    profilesInMemory: sizes.profiles,
    storage,
    vault,
    people,
    clock,
    ready: () => index.open(),
    inTurn: (work) => index.inTurn(work),
    onError,
  });
  index.onChange(view.regrouped);
  const decide = createDecide({ storage, index, vault, clock });
  const parts: readonly RecordingPart[] = [consents.part, ...view.parts];
  const recorder = createRecorder({ storage, keys, index, tombstones, parts });
  const { privacy, ...guard } = createPrivacy({
    storage,
    keys,
    vault,
    tombstones,
    index,
    types: kit.catalogue,
    clock,
    deliveredTo: async (anchors) =>
      (await deliveries.deliveredTo(anchors))
        .map(({ connector: name }) => name)
        .filter((name) => !ownNames.has(name)),
    parts: [consents.erasure, deliveries.erasure, view.erasure],
    sources: {
      profile: ({ anchors }) => view.profiles.of(anchors),
      audiences: ({ anchors }) => audiencesOf(anchors, storage),
      consents: async ({ id }) => (await consents.history(id)).map((statement) => ({ ...statement })),
      receivers: ({ anchors }) => receiversOf(anchors, deliveries),
      events: ({ anchors }) => view.timeline.all(anchors),
    },
    retention,
    erasure,
    onError,
  });
  const connector = hubConnector({ recorder, kit, clock, stream: view.stream });
  /** What the hub's own connector is registered as: the usual name, until it is told. */
  let ownNames: ReadonlySet<string> = new Set(['hub']);
  let closing: Promise<void> | undefined;

  return {
    connector,
    enrich: createEnrich(index),
    gate: createHubGate({
      anchorsOfEvents: anchorsOfEvents(keys, rules),
      people,
      tombstones,
      consents,
      deliveries,
      isOwn: (name) => ownNames.has(name),
    }),
    consents: {
      check: consents.check,
      of: consents.of,
      history: consents.history,
      record: consents.record,
    },
    seal: guard.seal,
    privacy,
    customers: {
      ...tellingOf(createCustomers({ index, decide, keys, vault }), view.changed),
      ...view.customers,
    },
    audiences: view.audiences,
    record: (events) => recorder.record(events),
    async start({ connectors = {} } = {}) {
      const registered = Object.entries(connectors);
      if (registered.length > 0)
        ownNames = new Set(registered.filter(([, each]) => each === connector).map(([name]) => name));
      await index.open();
      await guard.start(connectors);
      await view.start();
    },
    close() {
      closing ??= (async () => {
        await guard.close();
        await recorder.idle();
        await index.inTurn(async () => {});
        await view.close();
        await storage.close();
      })();
      return closing;
    },
  };
};

/** Says so once a decision about who is who is durable. */
const tellingOf = (customers: Customers, changed: () => void): Customers => {
  const telling =
    <Given extends readonly unknown[], Result>(decide: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      const decision = await decide(...given);
      changed();
      return decision;
    };
  return {
    ...customers,
    merge: telling(customers.merge),
    split: telling(customers.split),
    undo: telling(customers.undo),
  };
};
