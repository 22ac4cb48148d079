import { type ErrorCode, type EventMap, readOrRefuse } from '@touchline/core';
import { z } from 'zod';
import type { Connectors, ErasedRoute } from './route.ts';
import type { RouterOptions } from './router.ts';

/**
 * What may be written in options, so that a misspelt name is told and not passed over. What a number must be is said where
 * it is resolved, with its defaults.
 */
const aFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const anObject = z.custom((value) => typeof value === 'object' && value !== null, 'must be an object');
const text = z.string('must be a text');
const number = z.custom((value) => typeof value === 'number', 'must be a number');
const wholeNumber = z.int('must be a whole number').min(0, 'must not be negative');
const above0 = z.custom((value) => typeof value === 'number' && value > 0, 'must be a number above 0');

const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  z.enum(words, `must be ${words.map((word) => `'${word}'`).join(' or ')}`);

const orObject = (word: 'on' | 'off', members: readonly string[]) =>
  z.union(
    [z.literal(word), z.strictObject(Object.fromEntries(members.map((name) => [name, number.optional()])))],
    `must be '${word}' or an object of numbers, with ${members.join(', ')}`,
  );

const policyShape = {
  retry: z
    .strictObject({
      baseMs: number.optional(),
      factor: number.optional(),
      maxMs: number.optional(),
      maxElapsedMs: number.optional(),
      maxAttempts: number.optional(),
    })
    .optional(),
  timeoutMs: number.optional(),
  concurrency: number.optional(),
  rate: z.strictObject({ requests: number, perMs: number }).optional(),
  order: oneOf('none', 'partition').optional(),
  maxParked: number.optional(),
  batch: orObject('on', ['maxItems', 'maxWaitMs']).optional(),
  breaker: orObject('off', ['failures', 'openMs', 'maxOpenMs']).optional(),
  purpose: text.optional(),
  channel: text.optional(),
};

const filterValue = z.union(
  [text, number, z.boolean(), z.null()],
  'must be a text, a number, true, false or null',
);

const filter = z.custom(
  (value) =>
    typeof value === 'function' ||
    z.record(z.string(), z.union([filterValue, z.array(filterValue)])).safeParse(value).success,
  'must be a function, or an object of paths and the values that may stand there',
);

const isStart = (value: unknown): boolean =>
  value === 'now' ||
  value === 'beginning' ||
  z.strictObject({ timeMs: z.number() }).safeParse(value).success ||
  z.strictObject({ position: z.int() }).safeParse(value).success;

const routeSchema = z.strictObject({
  ...policyShape,
  // These have sentences of their own.
  id: z.unknown(),
  on: z.union([text, z.array(text)], 'must be a pattern or a list of patterns'),
  to: text,
  map: aFunction.optional(),
  filter: filter.optional(),
  start: z.custom(isStart, "must be 'now', 'beginning', { timeMs } or { position }").optional(),
  byDefault: z.boolean().optional(),
});

const routerSchema = z.strictObject({
  connectors: anObject,
  log: anObject,
  routes: aFunction.optional(),
  reactions: z
    .record(
      z.string(),
      z.union([z.literal('none'), z.array(text)], "must be 'none' or a list of event types"),
    )
    .optional(),
  kit: anObject.optional(),
  enrich: aFunction.optional(),
  gate: z
    .custom(
      (value) => typeof value === 'object' && value !== null && 'mayDeliver' in value,
      'must have mayDeliver',
    )
    .optional(),
  policy: z.strictObject(policyShape).optional(),
  source: text.optional(),
  publicUrl: text.optional(),
  maxEventBytes: above0.optional(),
  // The log says what a policy may be.
  retention: anObject.optional(),
  maxCausationDepth: wholeNumber.optional(),
  clock: z.object({ now: aFunction, schedule: aFunction }).optional(),
  random: aFunction.optional(),
});

/** @throws TouchlineError `config.invalid` that names every option which is not known or of another kind. */
export const checkRouterOptions = (options: RouterOptions<EventMap, Connectors>): void =>
  refuseOthers(routerSchema, options, 'config.invalid', 'Options of the router');

/** @throws TouchlineError `route.invalid` that names every member which is not known or of another kind. */
export const checkRouteMembers = (route: ErasedRoute): void =>
  refuseOthers(routeSchema, route, 'route.invalid', subjectOf(route));

const refuseOthers = (schema: z.ZodType, value: unknown, code: ErrorCode, subject: string): void => {
  readOrRefuse((given) => schema.safeParse(given), value, { code, subject });
};

const subjectOf = (route: unknown): string => {
  const id = typeof route === 'object' && route !== null && 'id' in route ? route.id : undefined;
  return typeof id === 'string' && /^[\w.:@/-]{1,200}$/.test(id) ? `Route "${id}"` : 'Route';
};
