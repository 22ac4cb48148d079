import { type Clock, type Connector, type EventLog, TouchlineError } from '@touchline/core';
import type { ErasurePart } from '../erasure/erasure-part.ts';
import { createErasures, defaultErasurePolicy, type ErasurePolicy } from '../erasure/erasures.ts';
import { verifyErasureReceipt } from '../erasure/receipt.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { createExports, type ExportSources } from '../export/create-exports.ts';
import { exportPage } from '../export/export-page.ts';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import type { IdentityIndex } from '../identity/identity-index.ts';
import { createRetention } from '../retention/create-retention.ts';
import { type RetentionOptions, retentionGroups } from '../retention/retention-rules.ts';
import { anchorsOfEvents, identifierPathsOf } from '../seal/anchors-of-events.ts';
import type { EventTypes } from '../seal/event-types.ts';
import { sealLog } from '../seal/seal-log.ts';
import { createSealer } from '../seal/sealer.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { Vault } from '../vault/vault.ts';
import { decisionsAbout } from './decisions-about.ts';
import { createFindPerson } from './find-person.ts';
import type { Privacy } from './privacy.ts';

/** What the privacy of a hub works with. */
export interface PrivacyOptions {
  readonly storage: HubStorage;
  readonly keys: HubKeys;
  readonly vault: Vault;
  readonly tombstones: Tombstones;
  readonly index: IdentityIndex;
  readonly types: EventTypes & { readonly types: readonly string[] };
  readonly clock: Clock;
  readonly deliveredTo: (anchors: readonly AnchorId[]) => Promise<readonly string[]>;
  /** How each concern but identity forgets a person. */
  readonly parts: readonly ErasurePart[];
  /** What each concern but identity has to tell of a person. */
  readonly sources: Omit<ExportSources, 'findPerson' | 'decisions'>;
  readonly retention?: RetentionOptions | undefined;
  readonly erasure?: Partial<ErasurePolicy> | undefined;
  /** Told of what failed while nobody waited for it; it is tried again. */
  readonly onError: (error: TouchlineError) => void;
}

/** The privacy of a hub, and what its life needs. */
export interface HubPrivacy {
  readonly privacy: Privacy;
  /** A log whose events are encrypted in the given one. */
  seal(log: EventLog): EventLog;
  start(connectors: Readonly<Record<string, Pick<Connector, 'erase'>>>): Promise<void>;
  close(): Promise<void>;
}

/** @throws TouchlineError `config.invalid` when the retention is none. */
export const createPrivacy = ({
  storage,
  keys,
  vault,
  tombstones,
  index,
  types,
  clock,
  deliveredTo,
  parts,
  sources,
  retention: retentionOptions = {},
  erasure = {},
  onError,
}: PrivacyOptions): HubPrivacy => {
  const logs: EventLog[] = [];
  const sealer = createSealer({
    keys,
    vault,
    tombstones,
    types,
    anchorsOf: anchorsOfEvents(keys, index.rules),
    identifierPaths: identifierPathsOf(index.rules),
  });
  const findPerson = createFindPerson(index, vault);
  const erasures = createErasures({
    storage,
    keys,
    vault,
    tombstones,
    clock,
    random: Math.random,
    findPerson,
    deliveredTo,
    parts: [{ prepare: ({ anchors }) => index.prepareForget(anchors) }, ...parts],
    // Events are recorded in the turns of the index, so that during one nothing is.
    exclusively: (work) => index.inTurn(work),
    logs: () => logs,
    failed: (_, error) => onError(error),
    policy: { ...defaultErasurePolicy, ...erasure },
  });
  const retention = createRetention(retentionGroups(retentionOptions, types.types), storage, clock, onError);
  const exportCustomer = createExports(
    { ...sources, findPerson, decisions: ({ anchors }) => decisionsAbout(anchors, index, vault) },
    clock,
  );

  const reportOf = async (id: string, tenant: string) => {
    const report = await erasures.report(id);
    if (report.tenant === tenant) return report;
    throw new TouchlineError('hub.erasure_unknown', 'There is no such erasure.');
  };

  return {
    seal(log) {
      const sealed = sealLog(log, sealer, vault);
      logs.push(sealed);
      return sealed;
    },
    privacy: {
      export: async (id, { tenant = '' } = {}) => exportCustomer(tenant, anchorIn(id)),
      exportHtml: async (id, { tenant = '' } = {}) =>
        exportPage(await exportCustomer(tenant, anchorIn(id)), (type) =>
          types.has(type) ? types.definition(type).title : undefined,
        ),
      erase: async (id, { tenant = '' } = {}) => erasures.erase(tenant, anchorIn(id)),
      erasure: (id, { tenant = '' } = {}) => reportOf(id, tenant),
      async receipt(id, { tenant = '' } = {}) {
        await reportOf(id, tenant);
        return erasures.receipt(id);
      },
      receiptKey: () => erasures.receiptKey(),
      verifyReceipt: async (receipt) => verifyErasureReceipt(receipt, await erasures.receiptKey()),
      applyRetention: () => retention.apply(),
    },
    async start(connectors) {
      await erasures.start(connectors);
      retention.start();
    },
    async close() {
      await erasures.close();
      await retention.close();
    },
  };
};

const anchorIn = (id: string): AnchorId => {
  if (isAnchorId(id)) return id;
  throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
};
