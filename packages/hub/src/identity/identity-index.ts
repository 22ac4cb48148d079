import type { RecordedEvent } from '../record/recording-part.ts';
import { attributesPurpose, createPseudonymOf, type PseudonymOf } from '../seal/attribute-pseudonyms.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { Vault } from '../vault/vault.ts';
import type { AnchorId, AnchorOf } from './anchor.ts';
import { assignPersons } from './assign-persons.ts';
import type { blockedAnchors } from './blocklist.ts';
import { type ChangingDecisions, DomainFinder, noChange } from './domain-finder.ts';
import { evidenceTimeOf } from './event-time.ts';
import { createIdentifyEvent, type IdentifyEvent } from './identify-event.ts';
import { type IdentityRules, identityRulesOf, type PersonRules } from './identity-rules.ts';
import type { IdentityReads, IdentityState } from './identity-storage.ts';
import { observationOf, observe } from './observation.ts';
import { changeOfPersons, type PersonsListener } from './persons-change.ts';
import { rulesMarkOf } from './rules-mark.ts';
import { saveWorkingSet } from './save-working-set.ts';
import { keyOfTuple, SeenTuples, type TupleMark, tuplesPurpose } from './seen-tuples.ts';
import { type Node, WorkingSet } from './working-set.ts';

/** What an {@link IdentityIndex} works with. */
export interface IdentityIndexOptions {
  readonly storage: Pick<HubStorage, 'identities' | 'write'>;
  readonly keys: HubKeys;
  readonly vault: Pick<Vault, 'openForStorage'>;
  readonly rules: IdentityRules;
  /** How many sets of identifiers that were seen together are remembered, 24 bytes each. Default 2^20. */
  readonly tuplesInMemory?: number | undefined;
}

/** Something that is ready to be written. */
export interface PreparedChange {
  /** Neither reads nor throws. */
  readonly write: (writes: HubWrites) => void;
  /** To be called once it is durable. */
  readonly written: () => void;
}

/** What the index knows once it is open. */
interface OpenIndex {
  readonly anchorOf: AnchorOf;
  readonly pseudonymOf: PseudonymOf;
  readonly identify: IdentifyEvent;
  readonly seen: SeenTuples;
}

/**
 * Keeps the answer to who is who up to date in the storage, reading and working out anew only what a change can touch. The answer is
 * always that of the pure function over all that was observed and decided.
 *
 * Changes are prepared one after another, each after the one before is written or given up; see {@link IdentityIndex.inTurn}.
 */
export class IdentityIndex {
  readonly rules: IdentityRules;
  readonly reads: IdentityReads;
  readonly #options: IdentityIndexOptions;
  readonly #listeners = new Set<PersonsListener>();
  readonly #blocked = new Map<string, ReturnType<typeof blockedAnchors>>();
  #open: Promise<OpenIndex> | undefined;
  #state: IdentityState = { lastNumber: 0, lastDecision: 0, rules: undefined };
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: IdentityIndexOptions) {
    this.#options = options;
    this.rules = options.rules;
    this.reads = options.storage.identities;
  }

  /**
   * Reads what it must before anything else. When the rules are others than before, works out all persons anew, which takes about a
   * second for every 50,000 identifiers.
   */
  open(): Promise<OpenIndex> {
    this.#open ??= this.#openNow().catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
    return this.#open;
  }

  /** Tells a listener of every change of persons, within its transaction. */
  onChange(listener: PersonsListener): void {
    this.#listeners.add(listener);
  }

  /** Does work that changes identities after all such work that was begun before. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Records what events say of who is who. */
  async prepareEvents(events: readonly RecordedEvent[]): Promise<PreparedChange> {
    const { anchorOf, pseudonymOf, seen } = await this.open();
    const unknown: MarkedEvent[] = [];
    for (const event of events) {
      const mark = seen.markOf(event.tenant, event.identifiers);
      const timeMs = evidenceTimeOf(event.event.time);
      if (!seen.isOlder(mark, timeMs)) unknown.push({ event, mark, timeMs });
    }
    if (unknown.length === 0) return { write: () => {}, written: () => {} };
    // What the memory does not hold, the strongest identifier knows.
    const since = await this.reads.tuplesSince(
      unknown.map(({ event, mark }) => ({ anchor: event.anchor, tuple: keyOfTuple(mark) })),
    );
    const news = unknown.filter(({ timeMs }, place) => !isOlder(since[place], timeMs));
    const set = this.workingSet();
    const { touched, values } = await observe(
      set,
      news.map(({ event }) => observationOf(event, anchorOf, pseudonymOf)),
    );
    for (const { event, mark, timeMs } of news)
      rememberTuple(set.node(event.anchor) as Node, keyOfTuple(mark), timeMs);
    await this.assign(set, touched, true);
    const prepared = await this.prepare(set, values);
    return {
      write: prepared.write,
      written: () => {
        prepared.written();
        for (const { mark, timeMs } of unknown) if (!seen.isOlder(mark, timeMs)) seen.remember(mark, timeMs);
      },
    };
  }

  /**
   * Makes decisions, or takes them back.
   *
   * @param concerned the anchors of all decisions that are made or taken back.
   */
  async prepareDecisions(
    decisions: ChangingDecisions,
    concerned: readonly AnchorId[],
  ): Promise<PreparedChange> {
    const set = this.workingSet({ hasDecisions: true });
    await set.loadAnchors([
      ...concerned,
      ...decisions.added.flatMap(({ left, right }) => [...left, ...right]),
    ]);
    const touched = concerned.flatMap((anchor) => set.node(anchor) ?? []);
    await this.assign(set, touched, false, decisions);
    const { write, written } = await this.prepare(set, new Map(), decisions.added.at(-1)?.number);
    return {
      written,
      write: (writes) => {
        for (const row of decisions.added) writes.addDecision(row);
        for (const [number, { before, after }] of decisions.changes)
          if (before !== after && !decisions.added.some((row) => row.number === number))
            writes.activateDecision(number, after);
        write(writes);
      },
    };
  }

  /** Forgets identifiers, with all that was known of them. Who was connected through them is worked out anew. */
  async prepareForget(anchors: readonly AnchorId[]): Promise<PreparedChange> {
    const { seen } = await this.open();
    const set = this.workingSet();
    await set.loadAnchors(anchors);
    const removed = anchors.flatMap((anchor) => set.node(anchor) ?? []);
    const finder = this.#finder(set, noChange);
    const touched = new Set<Node>();
    for (const node of removed) {
      await set.loadAllLinks(node);
      for (const other of (await finder.domainOf(node, 'before')).nodes) touched.add(other);
      for (const number of node.links.keys()) touched.add(set.nodeOf(number) as Node);
    }
    for (const node of removed) {
      set.remove(node);
      touched.delete(node);
    }
    await this.assign(set, touched, false);
    const { write, written } = await this.prepare(set, new Map());
    return {
      write,
      written: () => {
        written();
        seen.clear();
      },
    };
  }

  /** Who the events' persons will be once they are recorded. */
  async foresee(events: readonly RecordedEvent[]): Promise<readonly AnchorId[]> {
    const { anchorOf, pseudonymOf } = await this.open();
    const set = this.workingSet();
    const observations = events.map((event) => observationOf(event, anchorOf, pseudonymOf));
    const { touched } = await observe(set, observations);
    await this.assign(set, touched, true);
    const nodes = events.map(({ anchor }) => set.node(anchor) as Node);
    await set.loadNumbers(nodes.map(({ person }) => person));
    return nodes.map(({ person, anchor }) => set.nodeOf(person)?.anchor ?? anchor);
  }

  /** The anchors of identifiers, by their numbers. */
  async anchorsOf(numbers: ReadonlySet<number>): Promise<readonly AnchorId[]> {
    return (await this.reads.byNumbers([...numbers])).map(({ anchor }) => anchor);
  }

  /** The members of a person as it is stored, in a working set. */
  async membersOf(set: WorkingSet, anchor: AnchorId): Promise<readonly Node[]> {
    const numbers = (await this.reads.ofPersons([anchor])).map(({ number }) => number);
    await set.loadNumbers(numbers);
    return numbers.flatMap((number) => set.nodeOf(number) ?? []);
  }

  /** The same by other rules, for looking: it must be open, and nothing may be written by what this answers. */
  withRules(rules: PersonRules): IdentityIndex {
    const { plusTags, country, paths } = this.rules;
    const other = new IdentityIndex({
      ...this.#options,
      rules: { ...identityRulesOf(rules), plusTags, country, paths },
    });
    other.#anchorOf = this.#anchorOf;
    other.#state = this.#state;
    return other;
  }

  /** The number of the next decision. */
  get nextDecision(): number {
    return this.#state.lastDecision + 1;
  }

  /** An empty set, for one piece of work. */
  workingSet({ hasDecisions = this.#state.lastDecision > 0 } = {}): WorkingSet {
    return new WorkingSet(this.rules, this.reads, { lastNumber: this.#state.lastNumber, hasDecisions });
  }

  /** Works out who is who around what was touched. */
  async assign(
    set: WorkingSet,
    touched: Iterable<Node>,
    isSimple: boolean,
    decisions = noChange,
  ): Promise<void> {
    await assignPersons(this.rules, set, this.#finder(set, decisions), touched, isSimple);
  }

  /** Makes a working set ready to be written. */
  async prepare(
    set: WorkingSet,
    values: ReadonlyMap<Node, string>,
    lastDecision = this.#state.lastDecision,
  ): Promise<PreparedChange> {
    const save = await saveWorkingSet(set, this.#options.vault, values);
    const change = this.#listeners.size > 0 ? changeOfPersons(set) : undefined;
    const state = { ...this.#state, lastNumber: set.lastNumber, lastDecision };
    const isNewState =
      state.lastNumber !== this.#state.lastNumber || state.lastDecision !== this.#state.lastDecision;
    return {
      write: (writes) => {
        save(writes);
        if (isNewState) writes.saveIdentityState(state);
        if (change) for (const listener of this.#listeners) listener(change, writes);
      },
      written: () => {
        this.#state = state;
      },
    };
  }

  #finder(set: WorkingSet, decisions: ChangingDecisions): DomainFinder {
    return new DomainFinder(this.rules, this.#anchorOf as AnchorOf, set, decisions, this.#blocked);
  }

  #anchorOf: AnchorOf | undefined;

  async #openNow(): Promise<OpenIndex> {
    const { anchorOf, derive } = await this.#options.keys.open();
    this.#anchorOf = anchorOf;
    this.#state = await this.reads.state();
    const mark = rulesMarkOf(this.rules);
    if (this.#state.rules !== mark) await this.#reassign(mark);
    return {
      anchorOf,
      pseudonymOf: createPseudonymOf(derive(attributesPurpose)),
      identify: createIdentifyEvent(this.rules, anchorOf),
      seen: new SeenTuples(this.#options.tuplesInMemory ?? 2 ** 20, derive(tuplesPurpose).toString('base64')),
    };
  }

  /** Works out all persons anew. When it is interrupted, the next opening does it again. */
  async #reassign(mark: string): Promise<void> {
    for await (const { set } of this.scan()) {
      const { write } = await this.prepare(set, new Map());
      await this.#options.storage.write(write);
    }
    this.#state = { ...this.#state, rules: mark };
    const state = this.#state;
    await this.#options.storage.write((writes) => writes.saveIdentityState(state));
  }

  /** All identifiers, some at a time, with their persons as they are by these rules. */
  async *scan(): AsyncGenerator<{ readonly set: WorkingSet; readonly page: readonly Node[] }> {
    let after = 0;
    for (;;) {
      const rows = await this.reads.scan(after, 500);
      if (rows.length === 0) return;
      const set = this.workingSet();
      const page = rows.map((row) => set.take(row));
      await this.assign(
        set,
        page.filter(({ namespace }) => namespace !== ''),
        true,
      );
      yield { set, page };
      after = rows.at(-1)?.number as number;
      // Others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** An event with what stands for its identifiers. */
interface MarkedEvent {
  readonly event: RecordedEvent;
  readonly mark: TupleMark;
  readonly timeMs: number;
}

const isOlder = (sinceMs: number | undefined, timeMs: number): boolean =>
  sinceMs !== undefined && sinceMs < timeMs;

/** Most identifiers are the strongest of few sets; who is that of many has only the first of them remembered. */
const rememberTuple = (node: Node, key: string, timeMs: number): void => {
  const sinceMs = node.tuples.get(key);
  if (sinceMs === undefined ? node.tuples.size >= mostTuples : sinceMs <= timeMs) return;
  node.tuples.set(key, timeMs);
  node.hasOtherTuples = true;
};

const mostTuples = 8;
