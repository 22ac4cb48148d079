import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { EventOf } from '../event/envelope.ts';
import { serialiseEvent } from '../event/event-catalogue.ts';
import type { TouchpointEvents } from '../events/index.ts';
import { createKit, type Kit } from './kit.ts';

const kit = createKit({
  'acme.plan.paused': z.object({ plan: z.string() }),
  'acme.plan.priced': {
    title: 'Plan priced',
    description: 'A plan has a new price.',
    data: z.object({ cents: z.int() }),
    example: { cents: 900 },
    version: 2,
    upcast: { 1: (data) => ({ cents: (data as { euros: number }).euros * 100 }) },
  },
});

describe('a kit', () => {
  test("knows Touchline's events and its own", () => {
    const paused = kit.catalogue.create({ type: 'acme.plan.paused', data: { plan: 'gold' } });
    expect(kit.catalogue.parse(serialiseEvent(paused))).toStrictEqual(paused);
    expect(kit.catalogue.has('payment.succeeded')).toBe(true);
    type Events = typeof kit extends Kit<infer Known> ? Known : never;
    expectTypeOf<EventOf<Events, 'acme.plan.paused'>['data']>().toEqualTypeOf<{ plan: string }>();
    expectTypeOf<Events['acme.plan.priced']>().toEqualTypeOf<{ cents: number }>();
    expectTypeOf<Events['payment.succeeded']>().toEqualTypeOf<TouchpointEvents['payment.succeeded']>();
  });

  test('takes older data of its own events on', () => {
    const event = kit.catalogue.parse({
      specversion: '1.0',
      id: '1',
      source: '/plans',
      type: 'acme.plan.priced',
      time: '2026-11-21T09:30:00Z',
      dataschema: 'urn:touchline:event:acme.plan.priced:1',
      data: { euros: 9 },
    });
    expect(event.data).toEqual({ cents: 900 });
  });

  test('defines connectors that map to its events and react to them', () => {
    const base = {
      id: 'acme',
      title: 'Acme',
      category: 'other',
      specVersion: 1,
      config: z.object({}),
    } as const;
    const acme = kit.defineConnector({
      ...base,
      on: {
        'acme.plan.paused': (event, { skip }) => {
          expectTypeOf(event.data).toEqualTypeOf<{ plan: string }>();
          return skip(event.data.plan);
        },
      },
    });
    expect(acme.handles).toEqual(['acme.plan.paused']);
    expect(() =>
      // @ts-expect-error the kit has no such event
      kit.defineConnector({ ...base, on: { 'acme.plan.stopped': (_event, { skip }) => skip('x') } }),
    ).toThrow('which is no event of the catalogue');
  });

  test('beside another one keeps its events to itself', () => {
    expect(createKit({ 'other.plan.paused': z.object({}) }).catalogue.has('acme.plan.paused')).toBe(false);
  });
});

describe('a kit that cannot work is refused in one sentence', () => {
  const plan = { title: 'Plan', description: 'A plan.' };

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'createKit takes an object: a schema for each event type.'],
    ['null', null, 'createKit takes an object: a schema for each event type.'],
    [
      'a type with capitals',
      { 'acme.Plan': z.object({}) },
      'Event type "acme.Plan" must be lower-case words',
    ],
    ['a type of Touchline', { 'order.paid': z.object({}) }, 'Event type "order.paid" is defined twice.'],
    ['null for a schema', { 'acme.plan': null }, 'The data of event "acme.plan" must be a schema of zod 4.'],
    ['fields without a schema', { 'acme.plan': { plan: 'string' } }, 'must be a schema of zod 4.'],
    ['a Date', { 'acme.plan': z.object({ at: z.date() }) }, 'cannot be described as JSON Schema'],
    ['a bigint', { 'acme.plan': z.object({ size: z.bigint() }) }, 'cannot be described as JSON Schema'],
    [
      'a transform, which would be done again at each reading',
      { 'acme.plan': z.object({ plan: z.string().transform((plan) => plan.length) }) },
      'use what JSON can hold, and no transforms.',
    ],
    [
      'an example that does not parse',
      { 'acme.plan': { ...plan, data: z.object({ plan: z.string() }), example: { plan: 7 } } },
      'The example of event "acme.plan" is invalid: plan: invalid input: expected string, received number.',
    ],
  ])('%s', (_what, custom, sentence) => {
    const make = () => createKit(custom as never);
    expect(make).toThrow(expect.objectContaining({ code: 'event.invalid' }));
    expect(make).toThrow(sentence);
  });
});
