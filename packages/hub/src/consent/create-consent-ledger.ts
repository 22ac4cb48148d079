import { type Clock, systemClock, TouchlineError } from '@touchline/core';
import type { ErasurePart } from '../erasure/erasure-part.ts';
import { type AnchorId, isAnchorId } from '../identity/anchor.ts';
import { normaliseIdentifier, type WritingRules } from '../identity/normalise-identifier.ts';
import type { PersonDirectory } from '../profile/person.ts';
import type { RecordedEvent, RecordingPart } from '../record/recording-part.ts';
import type { HubStorage, HubWrites } from '../storage/hub-storage.ts';
import type { HubKeys } from '../vault/hub-keys.ts';
import type { AnchorKey, Vault } from '../vault/vault.ts';
import { addressesOf } from './addresses-of-statement.ts';
import type { ConsentChoice, ConsentQuestion } from './consent-choice.ts';
import { readConsentDraft } from './consent-draft.ts';
import { type ConsentOptions, consentRulesOf } from './consent-rules.ts';
import { type ConsentDetails, type ConsentStatement, showStatement } from './consent-statement.ts';
import type { ConsentRow, RegionRow } from './consent-storage.ts';
import type { ConsentSubject, ConsentSubjectOption, CustomerConsents } from './customer-consents.ts';
import { type ConsentVerdict, decideConsent } from './decide-consent.ts';
import { type AnchorConsents, HeldConsents, newestRegion, regionContext } from './held-consents.ts';
import { regionOfEvent } from './region-of-event.ts';
import { eventMark, statementsOfEvent } from './statements-of-event.ts';

/** What a ledger of consents is made of. */
export interface ConsentLedgerOptions {
  readonly storage: Pick<HubStorage, 'consents' | 'write'>;
  readonly vault: Vault;
  readonly keys: Pick<HubKeys, 'open'>;
  readonly people: Pick<PersonDirectory, 'of'>;
  readonly consent?: ConsentOptions | undefined;
  /** How addresses are written. Default: e-mail addresses keep their plus-tags, and phone numbers stand with their country. */
  readonly writing?: WritingRules;
  readonly clock?: Clock;
  /** Where a person is, as somebody else knows it, such as a trait. It comes before what events told. */
  readonly regionOf?: (anchors: readonly AnchorId[]) => string | undefined | Promise<string | undefined>;
  /**
   * Does work while nobody is recorded, merged or erased: a statement of somebody is not added once they are gone. Default: one statement
   * after another.
   */
  readonly inTurn?: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Of how many anchors the choices are kept in memory. Default 100,000. */
  readonly maxInMemory?: number | undefined;
}

/** Who consented to what: a set of statements for each anchor, to which statements are only ever added. */
export interface ConsentLedger extends CustomerConsents {
  /** Takes in what events say about consent. */
  readonly part: RecordingPart;
  /** Whether something may be delivered to whom these anchors are of. Answers at once where it can. */
  decide(anchors: readonly AnchorId[], about: ConsentQuestion): ConsentVerdict | Promise<ConsentVerdict>;
  /** Forgets what a person granted, and the proof of everything. That they withdrew goes on protecting them. */
  readonly erasure: ErasurePart;
}

const context = 'consent';

/**
 * Creates the ledger of consents of a hub.
 *
 * @throws TouchlineError `config.invalid` when a rule is none.
 */
export const createConsentLedger = ({
  storage,
  vault,
  keys,
  people,
  consent,
  writing = { plusTags: 'keep', country: undefined },
  clock = systemClock,
  regionOf,
  inTurn = oneAfterAnother(),
  maxInMemory = 100_000,
}: ConsentLedgerOptions): ConsentLedger => {
  const rules = consentRulesOf(consent);
  const held = new HeldConsents(storage.consents, vault, maxInMemory);

  /** Nobody but the anchor itself where no person is known by it. */
  const anchorsOf = async (
    who: ConsentSubject,
    { tenant }: ConsentSubjectOption = {},
  ): Promise<readonly AnchorId[]> => {
    const anchor = await anchorOf(who);
    const person = (await people.of([anchor])).get(anchor);
    if (typeof who === 'string' && tenant !== undefined && person?.tenant !== tenant) throw unknownCustomer();
    return person?.anchors ?? [anchor];
  };

  const anchorOf = async (who: ConsentSubject): Promise<AnchorId> => {
    if (typeof who === 'string') {
      if (isAnchorId(who)) return who;
      throw unknownCustomer();
    }
    const identifier = normaliseIdentifier(writing, who.namespace, who.value);
    if (!identifier)
      throw new TouchlineError('hub.consent_invalid', `There can be no such ${who.namespace} identifier.`);
    return (await keys.open()).anchorOf(who.tenant ?? '', identifier);
  };

  const sealed = (key: AnchorKey, choice: ConsentChoice, details: ConsentDetails): ConsentRow => ({
    ...choice,
    anchor: key.anchor,
    generation: key.generation,
    sealed: key.seal(JSON.stringify(details), `${context} ${choice.id}`),
  });

  const write = (writes: HubWrites, row: ConsentRow): void => {
    writes.addConsent(row);
    const { generation: _, sealed: __, ...choice } = row;
    held.addChoice(choice);
  };

  /** What was recorded last: whoever is told of a statement that is there waits until it is durable. */
  let lastRecorded = { written: Promise.resolve() };

  /** Resolves once everybody reads it. */
  const commit = async (row: ConsentRow): Promise<typeof lastRecorded> => {
    let written = Promise.resolve();
    await new Promise<void>((resolve, reject) => {
      written = storage.write((writes) => write(writes, row), resolve);
      written.then(resolve, reject);
    });
    lastRecorded = { written };
    return lastRecorded;
  };

  /** By id; all, or those of one id. */
  const statementsAt = async (
    anchors: readonly AnchorId[],
    id?: string,
  ): Promise<ReadonlyMap<string, ConsentStatement>> => {
    const statements = new Map<string, ConsentStatement>();
    for (const row of await storage.consents.choices(anchors)) {
      if (id !== undefined && row.id !== id) continue;
      const details = await unsealed(vault, row);
      // The same statement may stand at several anchors, and be erased at some of them.
      if (details || !statements.has(row.id)) statements.set(row.id, showStatement(row, details));
    }
    return statements;
  };

  const judge = (
    consents: readonly AnchorConsents[],
    about: ConsentQuestion,
    region: string | undefined,
  ): ConsentVerdict => decideConsent(rules, choicesOf(consents), about, region, clock.now());

  const regionFor = (
    anchors: readonly AnchorId[],
    consents: readonly AnchorConsents[],
  ): string | undefined | Promise<string | undefined> => {
    const told = newestRegion(consents.map(({ region }) => region))?.region;
    const known = regionOf?.(anchors);
    return isPromise(known) ? known.then((region) => region ?? told) : (known ?? told);
  };

  const decideWith = (
    anchors: readonly AnchorId[],
    consents: readonly AnchorConsents[],
    about: ConsentQuestion,
  ): ConsentVerdict | Promise<ConsentVerdict> => {
    const region = regionFor(anchors, consents);
    return isPromise(region)
      ? region.then((found) => judge(consents, about, found))
      : judge(consents, about, region);
  };

  const decide: ConsentLedger['decide'] = (anchors, about) => {
    const consents = held.of(anchors);
    return isPromise(consents)
      ? consents.then((read) => decideWith(anchors, read, about))
      : decideWith(anchors, consents, about);
  };

  const prepareEvent = async ({
    event,
    tenant,
    identifiers,
    anchor,
  }: RecordedEvent): Promise<readonly Prepared[]> => {
    const statements = statementsOfEvent(rules, event, clock.now());
    const region = regionOfEvent(rules, event);
    if (statements.length === 0 && region === undefined) return [];
    const { anchorOf: anchorOfIdentifier } = await keys.open();
    const prepared: Prepared[] = [];
    for (const { choice, details, address } of statements) {
      const anchors = new Set([
        anchor,
        ...addressesOf(choice, identifiers, address, writing).map((each) => anchorOfIdentifier(tenant, each)),
      ]);
      for (const each of anchors) prepared.push({ anchor: each, choice, details });
    }
    if (region !== undefined) {
      const atMs = Math.min(Date.parse(event.time), clock.now());
      prepared.push({ anchor, region: { region, atMs, id: eventMark(event) } });
    }
    return prepared;
  };

  return {
    part: {
      async prepare(events) {
        const prepared = (await Promise.all(events.map(prepareEvent))).flat();
        const opened = await vault.openForStorage(new Set(prepared.map(({ anchor }) => anchor)));
        const rows: (ConsentRow | (RegionRow & { readonly region: string }))[] = prepared.map((each) => {
          const key = opened.get(each.anchor) as AnchorKey;
          if ('choice' in each) return sealed(key, each.choice, each.details);
          const { region, atMs, id } = each.region;
          const { anchor, generation } = key;
          return { anchor, generation, atMs, id, region, sealed: key.seal(region, regionContext) };
        });
        return (writes) => {
          for (const row of rows)
            if ('status' in row) write(writes, row);
            else {
              const { region, ...stored } = row;
              writes.saveRegion(stored);
              held.addRegion(row.anchor, { region, atMs: row.atMs, id: row.id });
            }
        };
      },
    },
    decide,
    check: async (who, about) => decide(await anchorsOf(who), about),
    async of(who, option) {
      const anchors = await anchorsOf(who, option);
      const consents = await held.of(anchors);
      const region = await regionFor(anchors, consents);
      const questions = new Map<string, ConsentQuestion>();
      for (const { purpose, channel } of choicesOf(consents))
        questions.set(JSON.stringify([purpose, channel]), { purpose, channel });
      const standings = [...questions]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, about]) => {
          const { decisive, ...verdict } = judge(consents, about, region);
          return { ...about, ...verdict, decisive: decisive && showStatement(decisive, undefined) };
        });
      return { region, standings };
    },
    async history(who, option) {
      const statements = await statementsAt(await anchorsOf(who, option));
      return [...statements.values()].sort(
        (one, other) => Date.parse(other.at) - Date.parse(one.at) || (one.id < other.id ? -1 : 1),
      );
    },
    async record(who, draft, option) {
      const { id, choice, details } = readConsentDraft(draft, clock.now());
      const { statement, durable } = await inTurn(async () => {
        const anchors = await anchorsOf(who, option);
        const known = id === undefined ? undefined : (await statementsAt(anchors, id)).get(id);
        if (known) return { statement: known, durable: lastRecorded };
        const anchor = await anchorOf(who);
        const key = (await vault.openForStorage([anchor])).get(anchor) as AnchorKey;
        const row = sealed(key, choice, details);
        return { statement: showStatement(choice, details), durable: await commit(row) };
      });
      await durable.written;
      return statement;
    },
    erasure: {
      prepare: async ({ anchors }) => ({
        write(writes) {
          for (const anchor of anchors) writes.eraseConsents(anchor);
        },
        written: () => held.erased(anchors),
      }),
    },
  };
};

const unknownCustomer = (): TouchlineError =>
  new TouchlineError('hub.customer_unknown', 'There is no such customer.');

const oneAfterAnother = (): NonNullable<ConsentLedgerOptions['inTurn']> => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
};

/** What an event adds to one anchor. */
type Prepared = { readonly anchor: AnchorId } & (
  | { readonly choice: ConsentChoice; readonly details: ConsentDetails }
  | { readonly region: { readonly region: string; readonly atMs: number; readonly id: string } }
);

/** The choices of all, each once. */
const choicesOf = (consents: readonly AnchorConsents[]): readonly ConsentChoice[] => {
  const [only] = consents;
  if (only && consents.length === 1) return [...only.choices.values()];
  const choices = new Map<string, ConsentChoice>();
  for (const each of consents) for (const [id, choice] of each.choices) choices.set(id, choice);
  return [...choices.values()];
};

const unsealed = async (
  vault: Vault,
  { anchor, generation, id, sealed }: ConsentRow,
): Promise<ConsentDetails | undefined> => {
  const key = sealed && (await vault.find(anchor, generation));
  return key && (JSON.parse(key.unseal(sealed, `${context} ${id}`)) as ConsentDetails);
};

const isPromise = <Value>(value: Value | Promise<Value>): value is Promise<Value> => value instanceof Promise;
