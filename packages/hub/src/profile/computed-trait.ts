import { hash } from 'node:crypto';
import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { Aggregate } from './computed/aggregate.ts';
import { distinctCountOf } from './computed/distinct-count.ts';
import { extremeOf, seenAt, valueSeen } from './computed/extremes.ts';
import { preferredChannelOf } from './computed/preferred-channel.ts';
import { countOf, moneyOf, sumOf } from './computed/sums.ts';
import { windowed } from './computed/windowed.ts';
import { type Duration, durationSchema, msOf } from './duration.ts';
import { type EventSelection, eventSelectionSchema, selectorOf } from './event-selection.ts';

/** Money in events: which ones, and where in them. */
export interface MoneyTerm {
  readonly of: EventSelection;
  /** The path of an amount of money, or several, of which the first that is there counts: `data.amount`. */
  readonly path: string | readonly string[];
}

/** A trait that is worked out from events, as data. All of them are exact, however the events came, after merges and splits too. */
export type ComputedTrait =
  /** How many events, ever or within a time before now. */
  | { readonly kind: 'count'; readonly of: EventSelection; readonly within?: Duration | undefined }
  /** The sum of the numbers at a path. */
  | {
      readonly kind: 'sum';
      readonly of: EventSelection;
      readonly path: string;
      readonly within?: Duration | undefined;
    }
  /** Sums of money by currency, in minor units: `{ EUR: 4990 }`. */
  | {
      readonly kind: 'sum_money';
      readonly plus: readonly MoneyTerm[];
      readonly minus?: readonly MoneyTerm[] | undefined;
      readonly within?: Duration | undefined;
    }
  /** What the person paid, less what went back: payments that succeeded, refunds that succeeded, disputes that were lost. */
  | { readonly kind: 'lifetime_value'; readonly within?: Duration | undefined }
  /** The time of the first event; of any when no selection is given. */
  | { readonly kind: 'first_seen' | 'last_seen'; readonly of?: EventSelection | undefined }
  /** How many different values at a path: exact up to 512, then an estimate. */
  | { readonly kind: 'distinct_count'; readonly of: EventSelection; readonly path: string }
  /** The value at a path of the latest event, or the earliest, that has one. */
  | { readonly kind: 'latest' | 'earliest'; readonly of: EventSelection; readonly path: string }
  /** The highest number at a path, or the lowest. */
  | { readonly kind: 'highest' | 'lowest'; readonly of: EventSelection; readonly path: string }
  /** The channel that the person uses most; which events show that it does, unless the selection says otherwise. */
  | {
      readonly kind: 'preferred_channel';
      readonly of?: EventSelection | undefined;
      readonly within?: Duration | undefined;
    };

/** Computed traits by their names. */
export type ComputedTraits = { readonly [name: string]: ComputedTrait };

/** What people do of themselves: what they are sent says nothing of what they prefer. */
const ownDoings: EventSelection = [
  'message.received',
  'interaction.received',
  'reaction.added',
  'email.received',
  'email.clicked',
  { on: 'call.initiated', where: { 'data.direction': 'inbound' } },
  'intent.received',
  'form.submitted',
];

const paid: readonly MoneyTerm[] = [
  { of: 'payment.succeeded', path: ['data.capturedAmount', 'data.amount'] },
];
const wentBack: readonly MoneyTerm[] = [{ of: ['refund.succeeded', 'dispute.lost'], path: 'data.amount' }];

/** What is computed where nothing else is said. */
export const defaultComputedTraits = {
  eventCount: { kind: 'count', of: '*' },
  firstSeen: { kind: 'first_seen' },
  lastSeen: { kind: 'last_seen' },
  orderCount: { kind: 'count', of: 'order.created' },
  lifetimeValue: { kind: 'lifetime_value' },
  preferredChannel: { kind: 'preferred_channel' },
} as const satisfies ComputedTraits;

/** A computed trait, ready to work. */
export interface CompiledTrait {
  readonly name: string;
  /** Stands for the name and all of the definition: another definition has other states. */
  readonly key: string;
  readonly aggregate: Aggregate;
}

/**
 * Takes definitions apart once.
 *
 * @throws TouchlineError `config.invalid` naming what is wrong with which trait.
 */
export const compileComputedTraits = (traits: ComputedTraits): readonly CompiledTrait[] =>
  Object.entries(traits).map(([name, trait]) => {
    const parsed = schema.safeParse(trait);
    if (!parsed.success)
      throw new TouchlineError(
        'config.invalid',
        `Computed trait "${name.slice(0, 100)}": ${sentenceOf(issuesOf(parsed.error))}.`,
      );
    return { name, key: keyOf(name, trait), aggregate: aggregateOf(trait) };
  });

/** A short digest of a name and a definition. */
export const keyOf = (name: string, definition: unknown): string =>
  hash('sha256', JSON.stringify([name, definition]), 'base64url').slice(0, 12);

const path = z.string().min(1).max(512);
const of = eventSelectionSchema;
const within = durationSchema.optional();
const terms = z.array(z.strictObject({ of, path: z.union([path, z.array(path).min(1)]) })).min(1);

const schema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), of, within }),
  z.strictObject({ kind: z.literal('sum'), of, path, within }),
  z.strictObject({ kind: z.literal('sum_money'), plus: terms, minus: terms.optional(), within }),
  z.strictObject({ kind: z.literal('lifetime_value'), within }),
  z.strictObject({ kind: z.enum(['first_seen', 'last_seen']), of: of.optional() }),
  z.strictObject({ kind: z.literal('distinct_count'), of, path }),
  z.strictObject({ kind: z.enum(['latest', 'earliest', 'highest', 'lowest']), of, path }),
  z.strictObject({ kind: z.literal('preferred_channel'), of: of.optional(), within }),
]);

const aggregateOf = (trait: ComputedTrait): Aggregate => {
  const aggregate = timelessAggregateOf(trait) as Aggregate;
  return 'within' in trait && trait.within
    ? (windowed(aggregate, msOf(trait.within)) as Aggregate)
    : aggregate;
};

const timelessAggregateOf = (trait: ComputedTrait) => {
  switch (trait.kind) {
    case 'count':
      return countOf(selectorOf(trait.of));
    case 'sum':
      return sumOf(selectorOf(trait.of), partsOf(trait.path));
    case 'sum_money':
      return moneyOf([...moneyTerms(trait.plus, 1), ...moneyTerms(trait.minus ?? [], -1)]);
    case 'lifetime_value':
      return moneyOf([...moneyTerms(paid, 1), ...moneyTerms(wentBack, -1)]);
    case 'first_seen':
      return seenAt(selectorOf(trait.of ?? '*'), 'first');
    case 'last_seen':
      return seenAt(selectorOf(trait.of ?? '*'), 'last');
    case 'distinct_count':
      return distinctCountOf(selectorOf(trait.of), partsOf(trait.path));
    case 'latest':
    case 'earliest':
      return valueSeen(selectorOf(trait.of), partsOf(trait.path), trait.kind);
    case 'highest':
    case 'lowest':
      return extremeOf(selectorOf(trait.of), partsOf(trait.path), trait.kind);
    case 'preferred_channel':
      return preferredChannelOf(selectorOf(trait.of ?? ownDoings));
  }
};

const moneyTerms = (given: readonly MoneyTerm[], sign: 1 | -1) =>
  given.map((term) => ({ selector: selectorOf(term.of), paths: [term.path].flat().map(partsOf), sign }));

const partsOf = (dotted: string): readonly string[] => dotted.split('.');
