import { hash } from 'node:crypto';
import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { type CompiledTrait, type ComputedTraits, compileComputedTraits } from '../profile/computed-trait.ts';
import type { Profile } from '../profile/create-profiles.ts';
import { type Duration, durationSchema, msOf } from '../profile/duration.ts';
import { createWantedTimes, type Judge, judgeOf } from './compile-predicate.ts';
import { type Predicate, predicateSchema } from './predicate.ts';

/** Who belongs to an audience, as a pure function of what is known of a person and of the time in milliseconds since the epoch. */
export type PredicateFunction = (profile: Profile, nowMs: number) => boolean;

/** An audience: some of the people, by what is known of them. */
export interface Audience {
  /** What it is for, for people. */
  readonly description?: string;
  /** Who belongs to it. */
  readonly who: Predicate | PredicateFunction;
  /**
   * How often people are looked at again although nothing happens: of a function that asks for the time. Data tells by itself when
   * a window passes. Default: never.
   */
  readonly recheckEvery?: Duration;
}

/** Audiences by their names. */
export type Audiences = { readonly [name: string]: Audience };

/** An audience, ready to work. */
export interface CompiledAudience {
  readonly name: string;
  readonly description: string | undefined;
  /** @throws what a function of yours throws. */
  readonly judge: Judge;
}

/** All audiences, ready to work. */
export interface CompiledAudiences {
  readonly audiences: readonly CompiledAudience[];
  /** What is to be worked out of events for them, besides the computed traits. */
  readonly hidden: readonly CompiledTrait[];
  /** Stands for all that who belongs to what depends on, as far as it is data; of functions for their text. */
  readonly fingerprint: string;
}

/**
 * Takes audiences apart once.
 *
 * @throws TouchlineError `config.invalid` naming what is wrong with which audience.
 */
export const compileAudiences = (audiences: Audiences, computedTraits: ComputedTraits): CompiledAudiences => {
  const computed = new Map(compileComputedTraits(computedTraits).map((trait) => [trait.name, trait]));
  const wanted = createWantedTimes();
  const compiled = Object.entries(audiences).map(([name, audience]): CompiledAudience => {
    const refuse = (sentence: string): never => {
      throw new TouchlineError('config.invalid', `Audience "${name.slice(0, 100)}": ${sentence}.`);
    };
    if (!/^[\w.-]{1,128}$/.test(name)) refuse('its name must be of letters, digits, dots, - and _');
    const { description, who, recheckEvery } = audience;
    if (recheckEvery !== undefined && !durationSchema.safeParse(recheckEvery).success)
      refuse('recheckEvery must be a minute or more, such as { hours: 1 }');
    if (typeof who === 'function')
      return { name, description, judge: functionJudge(who, recheckEvery && msOf(recheckEvery)) };
    const parsed = predicateSchema.safeParse(who);
    if (!parsed.success) refuse(sentenceOf(issuesOf(parsed.error)));
    const unknown = computedIn(who).find((trait) => !computed.has(trait));
    if (unknown !== undefined) refuse(`there is no computed trait "${unknown}"`);
    return { name, description, judge: judgeOf(who, { computed, wantTimes: wanted.want }) };
  });
  return {
    audiences: compiled,
    hidden: wanted.compiled(),
    fingerprint: fingerprintOf(audiences, computedTraits),
  };
};

const functionJudge =
  (who: PredicateFunction, everyMs: number | undefined): Judge =>
  ({ profile, nowMs }) => ({
    holds: who(profile(), nowMs) === true,
    untilMs: everyMs === undefined ? undefined : nowMs + everyMs,
  });

/** The computed traits that a predicate names. */
const computedIn = (predicate: Predicate): readonly string[] => {
  if ('all' in predicate) return predicate.all.flatMap(computedIn);
  if ('any' in predicate) return predicate.any.flatMap(computedIn);
  if ('not' in predicate) return computedIn(predicate.not);
  return 'computed' in predicate ? [predicate.computed] : [];
};

const fingerprintOf = (audiences: Audiences, computedTraits: ComputedTraits): string =>
  hash(
    'sha256',
    JSON.stringify([audiences, computedTraits], (_, value: unknown) =>
      typeof value === 'function' ? String(value) : value,
    ),
    'base64url',
  );
