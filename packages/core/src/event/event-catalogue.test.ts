import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import { touchpointCatalogue } from '../events/index.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';
import { defineEvent } from './define-event.ts';
import { createCatalogue, serialiseEvent } from './event-catalogue.ts';

const planPaused = defineEvent({
  type: 'acme.plan.paused',
  title: 'Plan paused',
  description: 'A plan was paused.',
  data: z.object({
    planId: z.string(),
    until: z.iso.date().optional(),
    notes: z.record(z.string(), jsonValue).optional(),
    customer: customerRef.optional(),
  }),
  example: { planId: 'plan_1' },
});

interface AcmeEvents {
  'acme.plan.paused': z.output<typeof planPaused.data>;
}

const catalogue = createCatalogue<AcmeEvents>([planPaused]);

const whole = {
  specversion: '1.0',
  id: 'evt_1',
  source: '/billing',
  type: 'acme.plan.paused',
  time: '2026-11-21T09:30:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:touchline:event:acme.plan.paused:1',
  data: { planId: 'plan_1' },
};

/** The error of the family that something ends with. */
const errorOf = (run: () => unknown): TouchlineError => {
  const errors: TouchlineError[] = [];
  const isOurs = (thrown: unknown) => TouchlineError.isInstance(thrown) && errors.push(thrown) > 0;
  expect(run).toThrow(expect.toSatisfy(isOurs));
  return errors[0] as TouchlineError;
};

describe('making an event', () => {
  test('what a draft leaves out is filled in', () => {
    const defaults = { source: '/billing', now: () => Date.UTC(2026, 10, 21, 9, 30), nextId: () => 'evt_1' };
    expect(
      catalogue.create({ type: 'acme.plan.paused', data: { planId: 'plan_1' } }, defaults),
    ).toStrictEqual(whole);
  });

  test('an id, a source and a time of its own are kept', () => {
    const event = catalogue.create({
      type: 'acme.plan.paused',
      id: 'own',
      source: 'https://acme.example.com/plans',
      time: new Date('2020-02-29T00:00:00Z'),
      data: { planId: 'plan_1' },
    });
    expect(event).toMatchObject({
      id: 'own',
      source: 'https://acme.example.com/plans',
      time: '2020-02-29T00:00:00.000Z',
    });
  });

  test('two drafts without an id are two events', () => {
    const draft = { type: 'acme.plan.paused', data: { planId: 'plan_1' } } as const;
    expect(catalogue.create(draft).id).not.toBe(catalogue.create(draft).id);
  });

  test('the event does not change with the draft, nor can anyone change it', () => {
    const data = { planId: 'plan_1', notes: { tags: ['a'] }, customer: { email: 'ada@example.com' } };
    const event = catalogue.create({ type: 'acme.plan.paused', data });
    data.notes.tags.push('b');
    data.customer.email = 'eve@example.com';
    expect(event.data).toEqual({
      planId: 'plan_1',
      notes: { tags: ['a'] },
      customer: { email: 'ada@example.com' },
    });
    expect(() => Object.assign(event.data.notes?.tags as string[], ['z'])).toThrow(TypeError);
    expect(() => Object.assign(event, { id: 'other' })).toThrow(TypeError);
  });

  test.each([
    ['no object', null],
    ['a list', []],
    ['text', 'acme.plan.paused'],
  ])('a draft that is %s is invalid', (_, draft) => {
    expect(() => catalogue.create(draft as never)).toThrow('Event is invalid: it is not an object.');
  });

  test('a draft of no type, or of one that is no text, is invalid', () => {
    expect(errorOf(() => catalogue.create({ data: {} } as never)).issues).toContainEqual({
      path: 'type',
      message: 'is required (string)',
    });
    expect(() => catalogue.create({ type: 7, data: {} } as never)).toThrow(/^Event is invalid: type: /);
  });

  test('a Date that is none is invalid', () => {
    const draft = {
      type: 'acme.plan.paused',
      time: new Date(Number.NaN),
      data: { planId: 'plan_1' },
    } as const;
    expect(() => catalogue.create(draft)).toThrow('time: must be an RFC 3339 time in UTC');
  });

  test.each([
    ['of the clock that is no time', { now: () => Number.NaN }, 'time'],
    ['of the clock beyond the year 9999', { now: () => 8.64e15 }, 'time'],
    ['that is no id', { nextId: () => 7 as never }, 'id'],
  ])('a default %s is invalid', (_, defaults, path) => {
    const draft = { type: 'acme.plan.paused', data: { planId: 'plan_1' } } as const;
    expect(errorOf(() => catalogue.create(draft, defaults)).issues).toEqual([
      expect.objectContaining({ path }),
    ]);
  });

  test('a customer of another shape in data of your own does no harm', () => {
    const odd = createCatalogue<{ 'odd.seen': unknown }>([
      defineEvent({
        type: 'odd.seen',
        title: 'Odd',
        description: 'Odd.',
        data: z.object({ customer: z.unknown() }),
        example: { customer: null },
      }),
    ]);
    for (const customer of ['ada', 7, null, [1], { email: 7, externalIds: 'x' }, { externalIds: { a: 1 } }])
      expect(odd.create({ type: 'odd.seen', subject: 's', data: { customer } }).partitionkey).toBe('s');
  });
});

describe('reading an event', () => {
  test('an object and its JSON text read alike', () => {
    expect(catalogue.parse(whole)).toStrictEqual(whole);
    expect(catalogue.parse(JSON.stringify(whole))).toStrictEqual(whole);
  });

  test('extension attributes that Touchline does not know are kept', () => {
    const event = catalogue.parse({ ...whole, vendorhint: 'x', retries: 3, isreplay: true });
    expect(event).toMatchObject({ vendorhint: 'x', retries: 3, isreplay: true });
  });

  test.each([1.5, Number.NaN, 7n, { a: 'sentinel' }, () => 'sentinel'])(
    'an extension of %s is refused',
    (shard) => {
      expect(errorOf(() => catalogue.parse({ ...whole, shard })).issues).toEqual([
        { path: 'shard', message: 'must be text of at most 4096 characters, a whole number or a boolean' },
      ]);
    },
  );

  test('an attribute that is null or undefined is an absent one', () => {
    expect(catalogue.parse({ ...whole, subject: null, tenantid: undefined, vendorhint: null })).toStrictEqual(
      whole,
    );
  });

  test('a content type with a charset is JSON too', () => {
    const event = catalogue.parse({ ...whole, datacontenttype: 'application/json; charset=utf-8' });
    expect(event.datacontenttype).toBe('application/json');
    expect(() => catalogue.parse({ ...whole, datacontenttype: 'application/xml' })).toThrow(
      'datacontenttype: must be application/json',
    );
  });

  test("someone else's dataschema is taken as the current version, and replaced", () => {
    const event = catalogue.parse({ ...whole, dataschema: 'https://schemas.acme.example.com/plan.json' });
    expect(event.dataschema).toBe(whole.dataschema);
  });

  test('a partition key that is not there is filled in, one that is there is kept', () => {
    expect(catalogue.parse({ ...whole, subject: 'plan_1' }).partitionkey).toBe('plan_1');
    expect(catalogue.parse({ ...whole, subject: 'plan_1', partitionkey: 'own' }).partitionkey).toBe('own');
  });

  test('text that is not JSON, and JSON that is no object, is invalid', () => {
    expect(() => catalogue.parse('{"id": "secret-7')).toThrow(/^Event is invalid: it is not JSON\.$/);
    for (const text of ['null', '[]', '7', '"acme.plan.paused"'])
      expect(() => catalogue.parse(text)).toThrow('Event is invalid: it is not an object.');
  });

  test('a type that nobody defined is refused by name, and its name cannot forge a log line', () => {
    expect(errorOf(() => catalogue.parse({ ...whole, type: 'acme.plan.resumed' })).code).toBe(
      'event.unknown_type',
    );
    expect(errorOf(() => catalogue.parse({ ...whole, type: 'a\nINFO b' })).message).not.toContain('\n');
    expect(errorOf(() => catalogue.parse({ ...whole, type: '__proto__' })).code).toBe('event.unknown_type');
    expect(errorOf(() => catalogue.definition(undefined as never)).code).toBe('event.unknown_type');
  });

  test.each([
    ['control characters', { subject: 'a\r\nx-injected: 1' }, 'subject'],
    ['an empty id', { id: '' }, 'id'],
    ['an endless id', { id: 'x'.repeat(1025) }, 'id'],
    ['a source with spaces', { source: 'not a uri' }, 'source'],
    ['a time with an offset', { time: '2026-11-21T09:30:00+01:00' }, 'time'],
    ['a time without seconds', { time: '2026-11-21T09:30Z' }, 'time'],
    ['a day that is not', { time: '2026-02-30T09:30:00Z' }, 'time'],
    ['another spec version', { specversion: '0.3' }, 'specversion'],
    ['an attribute in capitals', { vendorHint: 'x' }, 'vendorHint'],
    ['an extension that is an object', { vendorhint: { a: 1 } }, 'vendorhint'],
    ['a fraction as an extension', { retries: 1.5 }, 'retries'],
    ['a dataschema that is a number', { dataschema: 7 }, 'dataschema'],
    ['binary data', { data_base64: 'AAAA' }, 'data_base64'],
    ['no data', { data: undefined }, 'data'],
    ['null data', { data: null }, 'data'],
  ])('%s is invalid, and named', (_, change, path) => {
    const error = errorOf(() => catalogue.parse({ ...whole, ...change }));
    expect(error).toMatchObject({ code: 'event.invalid', disposition: 'reject' });
    expect(error.issues.map((issue) => issue.path)).toEqual([path]);
  });

  test('JSON that is nested without end is invalid, not a crash', () => {
    const depth = 100_000;
    const text = JSON.stringify(whole).replace(
      '"planId":"plan_1"',
      `"planId":"plan_1","notes":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    );
    expect(() => catalogue.parse(text)).toThrow('Event is invalid: data: is nested too deeply.');
  });
});

describe('an event that does not let itself be read', () => {
  const throwing = {
    get: () => {
      throw new TypeError('sentinel');
    },
    enumerable: true,
  };

  test.each<[string, unknown, string]>([
    ['an attribute', Object.defineProperty({ ...whole }, 'subject', throwing), 'it cannot be read'],
    ['its keys', new Proxy({}, { ownKeys: throwing.get }), 'it cannot be read'],
    ['its data', { ...whole, data: Object.defineProperty({}, 'planId', throwing) }, 'data: cannot be read'],
  ])('is invalid, and what it throws is not repeated: %s', (_, event, message) => {
    for (const read of [catalogue.parse, catalogue.create]) {
      const error = errorOf(() => read(event as never));
      expect(error.code).toBe('event.invalid');
      expect(error.message).toContain(message);
      expect(inspect(error)).not.toContain('sentinel');
    }
  });

  test('cannot be written either, where no catalogue has made it', () => {
    const event = { ...whole, data: { sentinel: 7n } };
    const error = errorOf(() => serialiseEvent(event as never) as never);
    expect(error).toMatchObject({ code: 'event.invalid', issues: [{ path: 'data' }] });
    expect(inspect(error)).not.toContain('sentinel');
  });
});

describe('an error about an event', () => {
  const sentinel = 'SENTINEL-7f3a';

  const spoilt = {
    specversion: sentinel,
    id: '',
    source: `${sentinel} with spaces`,
    type: 'payment.succeeded',
    time: sentinel,
    Foreign: sentinel,
    data: {
      paymentId: { [sentinel]: sentinel },
      amount: { amountMinor: sentinel, currency: sentinel },
      customer: { email: sentinel, phone: sentinel, name: 7 },
      receiptUrl: sentinel,
      method: { kind: 'card', expiresOn: sentinel },
      unknownKey: sentinel,
    },
  };

  test('names every failing path of envelope and data at once', () => {
    const { code, issues } = errorOf(() => touchpointCatalogue.parse(spoilt));
    expect(code).toBe('event.invalid');
    expect(issues.map(({ path }) => path).sort()).toEqual([
      'Foreign',
      'data.amount.amountMinor',
      'data.amount.currency',
      'data.customer.email',
      'data.customer.name',
      'data.customer.phone',
      'data.method.expiresOn',
      'data.paymentId',
      'data.receiptUrl',
      'id',
      'source',
      'specversion',
      'time',
    ]);
  });

  test('holds none of its values', () => {
    const error = errorOf(() => touchpointCatalogue.parse(spoilt));
    expect(JSON.stringify(error)).not.toContain(sentinel);
    expect(String(error.stack)).not.toContain(sentinel);
    expect(error.cause).toBeUndefined();
  });

  test.each(['id', 'source', 'subject', 'partitionkey'])('is told of half a surrogate pair in %s', (name) => {
    const error = errorOf(() => catalogue.parse({ ...whole, [name]: '/evt_\ud800' }));
    expect(error.issues.map(({ path }) => path)).toEqual([name]);
    expect(() => catalogue.parse({ ...whole, [name]: '/evt_\u{1f600}' })).not.toThrow();
  });

  test('holds no key of a record that is not a plain name', () => {
    const metadata = { 'ada@example.com': 7, 'Ada Lovelace': 7, [sentinel.repeat(10)]: 7, tier: 7 };
    const data = { messageId: 'm_1', channel: 'sms', metadata };
    const error = errorOf(() =>
      touchpointCatalogue.parse({ ...whole, type: 'message.sent', dataschema: null, data }),
    );
    expect(error.issues.map(({ path }) => path)).toEqual([
      'data.metadata.…',
      'data.metadata.…',
      'data.metadata.…',
      'data.metadata.tier',
    ]);
  });

  test('names an unknown type beside what else is wrong', () => {
    const error = errorOf(() => catalogue.parse({ ...whole, id: 7, type: 'acme.plan.resumed' }));
    expect(error.code).toBe('event.invalid');
    expect(error.issues.map(({ path }) => path)).toEqual(['id', 'type']);
  });

  test('is not as large as the event', () => {
    const data = {
      metrics: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`m${index}`, []])),
    };
    const error = errorOf(() =>
      touchpointCatalogue.parse({ ...whole, type: 'telemetry.received', dataschema: null, data }),
    );
    expect(error.issues).toHaveLength(101);
    expect(error.issues.at(-1)).toEqual({ path: '', message: 'and 4901 more' });
  });

  test('is the same before and after a type became hot', () => {
    const fresh = createCatalogue<AcmeEvents>([planPaused]);
    const bad = { ...whole, data: { planId: 7, until: 'soon' } };
    const cold = errorOf(() => fresh.parse(bad)).issues;
    for (let calls = 0; calls < 100; calls += 1) fresh.parse(whole);
    expect(errorOf(() => fresh.parse(bad)).issues).toEqual(cold);
  });
});

describe('keys that are traps', () => {
  const text = (members: string) =>
    JSON.stringify(whole).replace('"planId":"plan_1"', `"planId":"plan_1",${members}`);

  test.each([
    ['in the data', '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}'],
    ['in a record', '"notes":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['deep in a record', '"notes":{"a":[{"__proto__":{"polluted":true}}]}'],
    ['in the customer', '"customer":{"externalIds":{"__proto__":"polluted","a":"b"}}'],
  ])('%s do no harm', (_, members) => {
    for (let calls = 0; calls < 60; calls += 1) {
      const event = catalogue.parse(text(members));
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(Object.getPrototypeOf(event.data)).toBe(Object.prototype);
      expect(Object.getPrototypeOf(event.data.notes ?? {})).toBe(Object.prototype);
      expect(event.data).not.toHaveProperty('polluted');
      expect(serialiseEvent(catalogue.parse(serialiseEvent(event)))).toBe(serialiseEvent(event));
    }
  });

  test('among the attributes they are refused', () => {
    const polluted = JSON.stringify(whole).replace('{', '{"__proto__":{"polluted":true},');
    expect(errorOf(() => catalogue.parse(polluted)).issues).toEqual([
      { path: '__proto__', message: 'an attribute name must be lower-case letters and digits' },
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('versions', () => {
  const definition = defineEvent({
    type: 'acme.plan.priced',
    title: 'Plan priced',
    description: 'A plan has a new price.',
    version: 3,
    data: z.object({ planId: z.string(), price: z.object({ amountMinor: z.int(), currency: z.string() }) }),
    example: { planId: 'plan_1', price: { amountMinor: 1900, currency: 'EUR' } },
    upcast: {
      1: (data) => ({ ...(data as object), currency: 'EUR' }),
      2: (data) => {
        const { planId, cents, currency } = data as {
          planId: string;
          cents: { value: number };
          currency: string;
        };
        return { planId, price: { amountMinor: cents.value, currency } };
      },
    },
  });
  const versioned = createCatalogue<{ 'acme.plan.priced': z.output<typeof definition.data> }>([definition]);
  const stored = (version: string | number, data: unknown) => ({
    ...whole,
    type: 'acme.plan.priced',
    dataschema: `urn:touchline:event:acme.plan.priced:${version}`,
    data,
  });

  test('older data is taken on, version by version, and says so', () => {
    const expected = { planId: 'plan_1', price: { amountMinor: 1900, currency: 'EUR' } };
    const first = versioned.parse(stored(1, { planId: 'plan_1', cents: { value: 1900 } }));
    const second = versioned.parse(stored(2, { planId: 'plan_1', cents: { value: 1900 }, currency: 'EUR' }));
    expect([first.data, second.data]).toEqual([expected, expected]);
    expect(first.dataschema).toBe('urn:touchline:event:acme.plan.priced:3');
  });

  test('a newer version is refused', () => {
    const error = errorOf(() => versioned.parse(stored(4, { planId: 'plan_1' })));
    expect(error).toMatchObject({ code: 'event.unknown_version', disposition: 'reject' });
    expect(error.message).toBe(
      'Event "acme.plan.priced": dataschema: is of version 4; this service knows up to 3.',
    );
  });

  test('older data that its upcaster cannot read is invalid, and none of it is printed', () => {
    const error = errorOf(() => versioned.parse(stored(1, { planId: 'SENTINEL' })));
    expect(error.message).toBe('Event is invalid: data: cannot be read as of version 1.');
    expect(error.cause).toBeUndefined();
  });

  test.each(['0', 'latest', '', '1.5', '9999999'])('a version of %j is none', (version) => {
    const data = { planId: 'plan_1', price: { amountMinor: 1900, currency: 'EUR' } };
    expect(errorOf(() => versioned.parse(stored(version, data))).issues).toEqual([
      { path: 'dataschema', message: 'names no version of acme.plan.priced' },
    ]);
  });

  test("another type's dataschema is a mistake, named beside what is wrong with the data", () => {
    const mixed = { ...stored(3, {}), dataschema: 'urn:touchline:event:acme.plan.paused:1' };
    expect(errorOf(() => versioned.parse(mixed)).issues.map(({ path }) => path)).toEqual([
      'dataschema',
      'data.planId',
      'data.price',
    ]);
  });
});

describe('a catalogue', () => {
  test('does not take a type twice', () => {
    expect(() => createCatalogue([planPaused, planPaused])).toThrow(
      'Event type "acme.plan.paused" is defined twice.',
    );
  });

  test('finds definitions by type', () => {
    expect(catalogue.definition('acme.plan.paused')).toBe(planPaused);
    expect(catalogue.has('acme.plan.paused')).toBe(true);
    expect(catalogue.has('constructor')).toBe(false);
    expect(errorOf(() => catalogue.definition('constructor')).code).toBe('event.unknown_type');
  });
});
