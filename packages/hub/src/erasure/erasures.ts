import {
  type Clock,
  type Connector,
  type EventLog,
  type RetrySchedule,
  TouchlineError,
} from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import { random as randomBytes } from '../vault/sealing.ts';
import type { Vault } from '../vault/vault.ts';
import { ErasureJob } from './erasure-job.ts';
import type { ErasablePerson, ErasurePart } from './erasure-part.ts';
import type { ErasureReport } from './erasure-report.ts';
import { type ErasureState, reportOf } from './erasure-state.ts';
import type { ErasureRow } from './erasure-storage.ts';
import { createReceiptSigner, type ReceiptKey, type ReceiptSigner } from './receipt.ts';
import type { Tombstones } from './tombstones.ts';

/** What erasures work with. */
export interface ErasuresOptions {
  readonly storage: Pick<HubStorage, 'erasures' | 'write' | 'scrub'>;
  readonly keys: HubKeys;
  readonly vault: Vault;
  readonly tombstones: Tombstones;
  readonly clock: Clock;
  /** Gives numbers from 0 up to, but not including, 1: the jitter of retries. */
  readonly random: () => number;
  /** The person that an id leads to; undefined where it leads to nobody. */
  findPerson(tenant: string, id: AnchorId): Promise<ErasablePerson | undefined>;
  /** The registered names of the connectors that may have received anything of these anchors. */
  deliveredTo(anchors: readonly AnchorId[]): Promise<readonly string[]>;
  /** Each concern that keeps something of persons. */
  readonly parts: readonly ErasurePart[];
  /** Does work while nothing is recorded: what is being recorded is finished first. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The sealed logs that are open: their kept webhooks are searched. */
  logs(): readonly EventLog[];
  /** Told of a step that failed; it is tried again. */
  failed(erasure: string, error: TouchlineError): void;
  readonly policy: ErasurePolicy;
}

/** How destinations are asked to forget somebody. */
export interface ErasurePolicy {
  readonly retry: RetrySchedule;
  /** How long a connector may take for one call, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Destinations are asked no sooner than this many milliseconds after the hub forgot the person: a delivery that was under way then
   * must not arrive after the erasure.
   */
  readonly settleMs: number;
}

/** Asks for a day, as deliveries do, then daily for a month: what the GDPR gives. */
export const defaultErasurePolicy: ErasurePolicy = {
  retry: {
    baseMs: 1_000,
    factor: 2,
    maxMs: 3_600_000,
    maxElapsedMs: 30 * 86_400_000,
    maxAttempts: Number.POSITIVE_INFINITY,
  },
  timeoutMs: 120_000,
  settleMs: 30_000,
};

/** Makes and pursues erasures. */
export interface Erasures {
  /**
   * Erases a person. Resolves once nothing is left of them in the hub and its logs; destinations are asked from then on, also after a
   * restart. Of somebody of the tenant who was erased before it answers the report of that.
   *
   * @throws TouchlineError `hub.customer_unknown`
   */
  erase(tenant: string, id: AnchorId): Promise<ErasureReport>;
  /** How far an erasure is. @throws TouchlineError `hub.erasure_unknown` */
  report(id: string): Promise<ErasureReport>;
  /** The report as it stands, signed: a compact JWS. @throws TouchlineError `hub.erasure_unknown` */
  receipt(id: string): Promise<string>;
  /** By which receipts are checked. */
  receiptKey(): Promise<ReceiptKey>;
  /**
   * Takes up the erasures that are not done. Resolves once nothing is left here of those people; destinations are asked from here
   * on.
   */
  start(connectors: Readonly<Record<string, Pick<Connector, 'erase'>>>): Promise<void>;
  /** Resolves when nothing is being asked at this moment. */
  settled(): Promise<void>;
  /** Gives up what is being asked; it is asked again at the next start. */
  close(): Promise<void>;
}

/** Makes {@link Erasures}. */
export const createErasures = (options: ErasuresOptions): Erasures => {
  const { storage, keys, tombstones, findPerson } = options;
  const closing = new AbortController();
  const jobs = new Map<string, ErasureJob>();
  let connectors: Readonly<Record<string, Pick<Connector, 'erase'>>> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  let signer: Promise<ReceiptSigner> | undefined;
  const openSigner = (): Promise<ReceiptSigner> => {
    signer ??= keys.open().then(
      (open) => createReceiptSigner(open.derive('receipts of erasures')),
      (error: unknown) => {
        signer = undefined;
        throw error;
      },
    );
    return signer;
  };

  const jobOf = (row: ErasureRow): ErasureJob => {
    let job = jobs.get(row.id);
    if (!job) {
      job = new ErasureJob(row, {
        ...options,
        connectors: () => connectors,
        signal: closing.signal,
        done: () => jobs.delete(row.id),
      });
      jobs.set(row.id, job);
    }
    return job;
  };

  const takeUp = async (): Promise<void> => {
    for (const row of await storage.erasures.open()) jobOf(row);
  };

  const stateOf = async (id: string): Promise<ErasureState> => {
    const row = await storage.erasures.row(id);
    if (!row) throw new TouchlineError('hub.erasure_unknown', 'There is no such erasure.');
    return JSON.parse(row.report);
  };

  const earlierReport = async (tenant: string, id: AnchorId): Promise<ErasureReport> => {
    const tombstone = (await tombstones.of([id])).get(id);
    const state = tombstone && (await stateOf(tombstone.erasure));
    if (state?.tenant !== tenant)
      throw new TouchlineError('hub.customer_unknown', 'There is no such customer.');
    return reportOf(state);
  };

  const eraseNow = async (tenant: string, id: AnchorId): Promise<ErasureReport> => {
    const person = await findPerson(tenant, id);
    if (!person) return earlierReport(tenant, id);
    // One that could not be begun, or was cut off, is taken up rather than made again.
    await takeUp();
    const begun = [...jobs.values()].find((job) => job.isAbout(person) && !job.isErased);
    const job = begun ?? jobOf(await ErasureJob.request(person, newId(), options));
    await job.eraseHere();
    job.pursue();
    return reportOf(job.state);
  };

  return {
    erase(tenant, id) {
      if (closing.signal.aborted)
        return Promise.reject(new TouchlineError('hub.closed', 'The hub is closed.'));
      const turn = last.then(() => eraseNow(tenant, id));
      last = turn.catch(() => {});
      return turn;
    },
    report: async (id) => reportOf(await stateOf(id)),
    receipt: async (id) => (await openSigner()).sign(reportOf(await stateOf(id))),
    receiptKey: async () => (await openSigner()).key,
    async start(registered) {
      connectors = registered;
      await takeUp();
      await Promise.allSettled([...jobs.values()].map((job) => job.eraseHere()));
      for (const job of jobs.values()) job.resume();
    },
    async settled() {
      await last;
      await Promise.all([...jobs.values()].map((job) => job.settled()));
    },
    async close() {
      closing.abort();
      await last;
      await Promise.all([...jobs.values()].map((job) => job.settled()));
    },
  };
};

const newId = (): string => `era_${randomBytes(18).toString('base64url')}`;
