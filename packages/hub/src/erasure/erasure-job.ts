import { type Connector, toTouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { HubWrites } from '../storage/hub-storage.ts';
import { drawnName } from '../vault/drawn-name.ts';
import { askDestination } from './ask-destination.ts';
import { customerRefsOf } from './customer-refs.ts';
import type { ErasablePerson } from './erasure-part.ts';
import { type DestinationState, type ErasureState, isPending } from './erasure-state.ts';
import type { ErasureRow } from './erasure-storage.ts';
import type { ErasuresOptions } from './erasures.ts';
import { discardWebhooksAbout } from './kept-webhooks.ts';

/** What a job works with. */
export interface ErasureJobOptions extends ErasuresOptions {
  /** Undefined before the hub is started. */
  connectors(): Readonly<Record<string, Pick<Connector, 'erase'>>> | undefined;
  /** Aborts when the hub closes. */
  readonly signal: AbortSignal;
  /** Nothing is left to do. */
  done(): void;
}

/** What a job keeps sealed until its end. */
interface SealedPart {
  readonly anchors: readonly AnchorId[];
  readonly identifiers: readonly Identifier[];
}

/**
 * One erasure. It is written down before anything is destroyed, and after each step. Each step can be done twice, so wherever it is
 * cut off, it goes on.
 */
export class ErasureJob {
  readonly #options: ErasureJobOptions;
  #row: ErasureRow;
  #state: ErasureState;
  #erasing: Promise<void> | undefined;
  #pursuing: Promise<void> | undefined;
  /** Something changed while it was being pursued. */
  #isCalledAgain = false;
  #haveCredentialsChanged = false;
  #cancelTimer: () => void = () => {};

  constructor(row: ErasureRow, options: ErasureJobOptions) {
    this.#row = row;
    this.#state = JSON.parse(row.report);
    this.#options = options;
  }

  /** Writes down that a person is to be erased, with what that takes. */
  static async request(
    { id: person, tenant, anchors, identifiers }: ErasablePerson,
    id: string,
    { storage, vault, clock }: ErasuresOptions,
  ): Promise<ErasureRow> {
    const requestedAtMs = clock.now();
    const state: ErasureState = {
      id,
      person,
      tenant,
      state: 'requested',
      requestedAtMs,
      keysDestroyed: 0,
      destinations: [],
    };
    const keyName = drawnName();
    const key = (await vault.open([keyName])).get(keyName);
    const sealedPart: SealedPart = { anchors, identifiers };
    const row: ErasureRow = {
      id,
      tenant,
      person,
      state: 'requested',
      report: JSON.stringify(state),
      keyName,
      sealed: key?.seal(JSON.stringify(sealedPart), context),
    };
    await storage.write((writes) => writes.saveErasure(row));
    return row;
  }

  get state(): ErasureState {
    return this.#state;
  }

  /** Whether nothing is left of the person here. */
  get isErased(): boolean {
    return this.#state.state !== 'requested';
  }

  isAbout({ id, tenant }: ErasablePerson): boolean {
    return this.#state.person === id && this.#state.tenant === tenant;
  }

  /** Resolves once nothing is left in the hub and its logs. */
  eraseHere(): Promise<void> {
    this.#erasing ??= this.#eraseHereNow().finally(() => {
      this.#erasing = undefined;
    });
    return this.#erasing;
  }

  /** Goes on after a start: the credentials that a destination refused may be others now. */
  resume(): void {
    this.#haveCredentialsChanged = true;
    this.pursue();
  }

  /** Does what is due, now and whenever something is, to the end. */
  pursue(): void {
    const { signal, clock, failed } = this.#options;
    if (signal.aborted) return;
    if (this.#pursuing) {
      this.#isCalledAgain = true;
      return;
    }
    this.#pursuing = this.#pursueNow()
      .catch((thrown: unknown) => {
        failed(this.#state.id, toTouchlineError(thrown));
        this.#wake(clock.now() + afterFailureMs);
      })
      .finally(() => {
        this.#pursuing = undefined;
        if (this.#isCalledAgain) this.pursue();
      });
  }

  /** Resolves when nothing is being done. */
  async settled(): Promise<void> {
    if (this.#options.signal.aborted) this.#cancelTimer();
    await this.#erasing?.catch(() => {});
    await this.#pursuing;
  }

  async #eraseHereNow(): Promise<void> {
    if (!this.isErased) await this.#destroy();
    if (this.#state.keptWebhooksDiscarded !== undefined) return;
    const { storage, logs } = this.#options;
    const { identifiers } = await this.#open();
    let discarded = 0;
    for (const log of logs()) discarded += await discardWebhooksAbout(log.deadLetters, identifiers);
    await storage.scrub();
    await this.#save({ keptWebhooksDiscarded: discarded });
  }

  /** From the tombstones on nothing is taken in and nothing is sent out; so what was sent until then is all that was. */
  async #destroy(): Promise<void> {
    const { vault, tombstones, clock, deliveredTo, parts, exclusively, policy } = this.#options;
    const { anchors, identifiers } = await this.#open();
    const { person: id, tenant } = this.#state;
    const buriedAtMs = this.#state.buriedAtMs ?? clock.now();
    const stones = anchors.map((anchor) => ({ anchor, erasedAtMs: buriedAtMs, erasure: this.#state.id }));
    await exclusively(async () => {
      await this.#save({ buriedAtMs }, (writes) => {
        for (const stone of stones) writes.addTombstone(stone);
      });
      tombstones.added(stones);
      const connectors = await deliveredTo(anchors);
      const prepared = await Promise.all(
        parts.map((part) => part.prepare({ id, tenant, anchors, identifiers })),
      );
      const erasedAtMs = clock.now();
      const destinations = [...new Set(connectors)].sort().map(
        (connector): DestinationState => ({
          connector,
          status: 'pending',
          attempts: 0,
          answered: 0,
          nextAttemptMs: erasedAtMs + policy.settleMs,
        }),
      );
      const state: ErasureState = {
        ...this.#state,
        state: 'erased',
        erasedAtMs,
        keysDestroyed: anchors.length,
        destinations,
      };
      const row = this.#rowOf(state);
      await vault.destroy(anchors, (writes) => {
        for (const { write } of prepared) write(writes);
        writes.saveErasure(row);
      });
      this.#row = row;
      this.#state = state;
      for (const { written } of prepared) written?.();
    });
  }

  async #pursueNow(): Promise<void> {
    this.#isCalledAgain = false;
    this.#cancelTimer();
    await this.eraseHere();
    const connectors = this.#options.connectors();
    if (!connectors) return;
    const { clock, signal } = this.#options;
    const { identifiers } = await this.#open();
    const refs = customerRefsOf(identifiers);
    const nowMs = clock.now();
    const isAskedAnew = this.#haveCredentialsChanged;
    this.#haveCredentialsChanged = false;
    const isDue = (destination: DestinationState): boolean =>
      isPending(destination) &&
      ((destination.nextAttemptMs ?? 0) <= nowMs ||
        (isAskedAnew && destination.status === 'waiting_for_credentials'));
    await Promise.all(
      this.#state.destinations.map(async (destination) => {
        if (!isDue(destination)) return;
        const { connector: name } = destination;
        const connector = Object.hasOwn(connectors, name) ? connectors[name] : undefined;
        const { policy, random } = this.#options;
        const { retry: schedule, timeoutMs } = policy;
        const asked = await askDestination(destination, {
          connector,
          refs,
          identifiers,
          clock,
          schedule,
          random,
          timeoutMs,
          signal,
        });
        if (signal.aborted) return;
        await this.#save({
          destinations: this.#state.destinations.map((each) => (each.connector === name ? asked : each)),
        });
      }),
    );
    if (signal.aborted) return;
    const due = this.#state.destinations.filter(isPending).map(({ nextAttemptMs = 0 }) => nextAttemptMs);
    if (due.length > 0) this.#wake(Math.min(...due));
    else await this.#finish();
  }

  /** What it took is destroyed as well: from here on nobody can tell whom it was about. */
  async #finish(): Promise<void> {
    const { storage, vault, clock, done } = this.#options;
    const state: ErasureState = { ...this.#state, state: 'done', completedAtMs: clock.now() };
    const row: ErasureRow = { ...this.#rowOf(state), sealed: undefined };
    await vault.destroy([row.keyName], (writes) => writes.saveErasure(row));
    await storage.scrub();
    this.#row = row;
    this.#state = state;
    done();
  }

  #wake(atMs: number): void {
    const { clock, signal } = this.#options;
    if (signal.aborted) return;
    this.#cancelTimer();
    this.#cancelTimer = clock.schedule(() => this.pursue(), Math.max(0, atMs - clock.now()));
  }

  /** The part of it that only the job's own key opens. */
  async #open(): Promise<SealedPart> {
    const { keyName, sealed } = this.#row;
    const key = (await this.#options.vault.findAll([keyName])).get(keyName);
    if (!key || !sealed) return { anchors: [], identifiers: [] };
    return JSON.parse(key.unseal(sealed, context));
  }

  async #save(changes: Partial<ErasureState>, alongside?: (writes: HubWrites) => void): Promise<void> {
    // At once, so that the next who saves keeps it.
    this.#state = { ...this.#state, ...changes };
    this.#row = this.#rowOf(this.#state);
    const row = this.#row;
    await this.#options.storage.write((writes) => {
      alongside?.(writes);
      writes.saveErasure(row);
    });
  }

  #rowOf(state: ErasureState): ErasureRow {
    return { ...this.#row, state: state.state, report: JSON.stringify(state) };
  }
}

const context = 'erasure';

/** How long to wait before a step that failed is tried again, in milliseconds. */
const afterFailureMs = 5_000;
