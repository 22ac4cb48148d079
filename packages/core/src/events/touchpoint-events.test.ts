import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { DraftOf, EventDefinition, EventOf, TouchlineEvent } from '../event/envelope.ts';
import { serialiseEvent } from '../event/event-catalogue.ts';
import { markWithin } from '../privacy/mark.ts';
import * as events from './index.ts';
import {
  type PaymentSucceeded,
  type TouchpointEvents,
  touchpointCatalogue,
  touchpointEvents,
} from './index.ts';

const isDefinition = (value: unknown): value is EventDefinition =>
  typeof value === 'object' && value !== null && 'example' in value && 'data' in value;

const shapeOf = (definition: EventDefinition): Record<string, z.ZodType> =>
  (definition.data as z.ZodObject<Record<string, z.ZodType>>).shape;

describe('the catalogue of touchpoint events', () => {
  test('every definition of the folder is in the list, once', () => {
    const exported = Object.values(events).filter(isDefinition);
    expect(new Set(touchpointEvents)).toEqual(new Set(exported));
    expect(touchpointEvents).toHaveLength(exported.length);
    expect(touchpointCatalogue.types).toEqual(touchpointEvents.map(({ type }) => type));
  });

  test('a definition is named after its type', () => {
    const misnamed = Object.entries(events).filter(
      ([name, value]) => isDefinition(value) && name !== camelCase(value.type),
    );
    expect(misnamed).toEqual([]);
  });

  test('titles are unique', () => {
    expect(new Set(touchpointEvents.map(({ title }) => title)).size).toBe(touchpointEvents.length);
  });
});

/** What others build on, whatever else comes: a type may be added here, never taken away. */
const promised = {
  contact: ['created', 'updated', 'deleted', 'merged', 'restored', 'opted_in', 'opted_out'],
  company: ['created', 'updated', 'deleted', 'merged', 'restored'],
  deal: ['created', 'updated', 'deleted', 'merged', 'restored', 'stage_changed', 'won', 'lost'],
  ticket: ['created', 'updated', 'deleted', 'merged', 'restored'],
  lead: ['created', 'updated', 'deleted', 'merged', 'restored'],
  activity: ['created', 'updated', 'deleted', 'merged', 'restored'],
  note: ['created', 'updated', 'deleted', 'merged', 'restored'],
  association: ['created', 'deleted'],
  email: ['queued', 'sent', 'delivered', 'deferred', 'bounced', 'dropped', 'failed', 'received'].concat([
    'opened',
    'clicked',
    'complained',
    'unsubscribed',
  ]),
  message: ['received', 'sent', 'delivered', 'read', 'failed', 'edited', 'deleted'],
  reaction: ['added', 'removed'],
  interaction: ['received'],
  conversation: ['created', 'assigned', 'closed', 'reopened'],
  member: ['joined', 'left'],
  channel: ['app_installed', 'app_uninstalled'],
  call: ['initiated', 'ringing', 'answered', 'bridged', 'completed', 'failed', 'no_answer', 'busy']
    .concat(['dtmf.received', 'speech.recognized', 'machine.detected'])
    .concat(['recording.available', 'transcription.available']),
  session: ['started', 'ended'],
  intent: ['received'],
  payment: ['created', 'authorized', 'captured', 'succeeded', 'failed', 'canceled', 'requires_action'],
  payment_method: ['attached'],
  refund: ['created', 'succeeded', 'failed'],
  dispute: ['opened', 'updated', 'won', 'lost'],
  payout: ['paid', 'failed'],
  subscription: ['created', 'updated', 'canceled', 'renewed', 'past_due'],
  invoice: ['finalized', 'paid', 'payment_failed'],
  checkout: ['completed', 'expired'],
  order: ['created', 'paid', 'fulfilled', 'canceled', 'refunded'],
  cart: ['abandoned'],
  page: ['viewed'],
  form: ['submitted'],
  audience: ['entered', 'exited'],
  telemetry: ['received'],
  device: ['connected', 'disconnected'],
  command: ['acknowledged'],
};

test.each(Object.entries(promised))('no event of %s that was ever promised is missing', (noun, verbs) => {
  const types = verbs.map((verb) => `${noun}.${verb}`);
  expect(types.filter((type) => !touchpointCatalogue.has(type))).toEqual([]);
});

describe.each(touchpointEvents.map((definition) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    test('its example parses, and nothing of it is dropped', () => {
      expect(definition.data.parse(definition.example)).toStrictEqual(definition.example);
    });

    test('its example shows every field', () => {
      expect(Object.keys(definition.example as object).sort()).toEqual(
        Object.keys(shapeOf(definition)).sort(),
      );
    });

    test('its example makes an event that reads back as it was written', () => {
      const event = touchpointCatalogue.create({ type, data: definition.example } as never);
      expect(touchpointCatalogue.parse(serialiseEvent(event))).toStrictEqual(event);
    });

    test('it says what it is, and which customer it is about', () => {
      expect(definition.title).toMatch(/^[A-Z].*[a-z]$/);
      expect(definition.description).toMatch(/^[A-Z].*\.$/s);
      expect(shapeOf(definition).customer).toBeDefined();
      expect(markWithin(shapeOf(definition).customer as z.ZodType)).toBeDefined();
    });

    test('it takes unknown fields, and leaves them out', () => {
      const grown = { ...(definition.example as object), addedNextYear: { by: 'a newer version' } };
      expect(definition.data.parse(grown)).toStrictEqual(definition.example);
    });
  },
);

test('no example holds an address or a number that could be real', () => {
  const text = JSON.stringify(touchpointEvents.map(({ example }) => example));
  const domains = [...text.matchAll(/@([\w.-]+)/g), ...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(
    ([, domain]) => domain,
  );
  expect(domains.filter((domain) => !/(^|\.)example\.com$/.test(domain ?? ''))).toEqual([]);
  const numbers = [...text.matchAll(/\+1[ -]?(\d{3})[ -]?(\d{3})[ -]?\d{4}/g)].map(
    ([, , exchange]) => exchange,
  );
  expect(new Set(numbers)).toEqual(new Set(['555']));
});

describe('fields that hold personal data by their name are marked', () => {
  const suspicious =
    /^(email|phone|firstName|lastName|displayName|callerName|ipAddress|userAgent|text|html|body|subject|recipient|sender|address|latitude|longitude|line1|utterance|digits|recordingUrl|responseUrl|comment|note|fields|properties|metadata)$/;

  test.each(touchpointEvents.map((definition) => [definition.type, definition] as const))(
    '%s',
    (_type, definition) => {
      const unmarked = Object.entries(shapeOf(definition)).filter(
        ([name, schema]) => suspicious.test(name) && markWithin(schema) === undefined,
      );
      expect(unmarked.map(([name]) => name)).toEqual([]);
    },
  );
});

describe('types', () => {
  type Exported = typeof events;
  type DefinedData = {
    -readonly [Name in keyof Exported as Exported[Name] extends EventDefinition<infer Type, z.ZodType>
      ? Type
      : never]: Exported[Name] extends EventDefinition<string, infer Data> ? z.output<Data> : never;
  };

  test('the map names exactly the definitions, with the data that each defines', () => {
    expectTypeOf<keyof TouchpointEvents>().toEqualTypeOf<keyof DefinedData>();
    expectTypeOf<{ [Type in keyof TouchpointEvents]: Plain<TouchpointEvents[Type]> }>().toEqualTypeOf<{
      [Type in keyof DefinedData]: Plain<DefinedData[Type]>;
    }>();
    expect(touchpointCatalogue.types).toContain('payment.succeeded' satisfies keyof TouchpointEvents);
  });

  test('an event has the named data of its type', () => {
    expectTypeOf<EventOf<TouchpointEvents, 'payment.succeeded'>['data']>().toEqualTypeOf<PaymentSucceeded>();
    expectTypeOf<EventOf<TouchpointEvents, 'payment.succeeded' | 'payment.failed'>>().toEqualTypeOf<
      | TouchlineEvent<'payment.succeeded', events.PaymentSucceeded>
      | TouchlineEvent<'payment.failed', events.PaymentFailed>
    >();
  });

  test('a type narrows what was parsed', () => {
    const event = touchpointCatalogue.parse({
      specversion: '1.0',
      id: 'evt_1',
      source: '/connectors/stripe',
      type: 'refund.succeeded',
      time: '2026-11-21T09:30:00Z',
      data: { refundId: 're_1', amount: { amountMinor: 1, currency: 'EUR' } },
    });
    if (event.type !== 'refund.succeeded') throw new Error('it is not what was parsed');
    expectTypeOf(event.data).toEqualTypeOf<events.RefundSucceeded>();
    expect(event.data.refundId).toBe('re_1');
  });

  test('a misspelt type or field does not compile', () => {
    // @ts-expect-error there is no such type
    type Misspelt = EventOf<TouchpointEvents, 'payment.suceeded'>;
    const named: Misspelt['type'][] = [];
    expect(named).toEqual([]);
    expect(() =>
      // @ts-expect-error there is no such type
      touchpointCatalogue.create({ type: 'payment.suceeded', data: { cartId: 'cart_88' } }),
    ).toThrow('Event type "payment.suceeded" is not in the catalogue.');
    const draft: DraftOf<TouchpointEvents, 'cart.abandoned'> = {
      type: 'cart.abandoned',
      // @ts-expect-error there is no such field
      data: { cartId: 'cart_88', totl: { amountMinor: 1, currency: 'EUR' } },
    };
    expect(touchpointCatalogue.create(draft).data).toEqual({ cartId: 'cart_88' });
  });
});

/** Takes an interface apart, so that it can be compared with what it extends. */
type Plain<Data> = { [Key in keyof Data]: Data[Key] };

const camelCase = (type: string): string =>
  type.replace(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase());
