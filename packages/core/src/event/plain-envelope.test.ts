import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attributes, attributesOf, foreignNames } from './attributes.ts';
import { envelopeSchema } from './envelope-schema.ts';
import { plainEnvelope } from './plain-envelope.ts';

const whole: Attributes = {
  specversion: '1.0',
  id: '1',
  source: '/connectors/stripe/acct_1',
  type: 'payment.succeeded',
  time: '2026-11-21T09:30:00Z',
  subject: 'pi_1',
  datacontenttype: 'application/json',
  dataschema: 'urn:touchline:event:payment.succeeded:1',
  data: { amount: 1 },
  partitionkey: 'c-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=b',
  correlationid: 'order 7',
  causationid: '0',
  causationdepth: 2,
  origin: 'stripe',
  tenantid: 'acme',
  sequence: '4',
};

/** Values that an attribute may be given: right and wrong, and at the edges of what is allowed. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    ...Object.values(whole),
    '',
    ' ',
    '\u007f',
    'caf\u00e9',
    'a\ud800',
    'a b',
    '"',
    '<',
    '>',
    '\\',
    '^',
    '`',
    '{',
    '|',
    '}',
    'x'.repeat(256),
    'x'.repeat(257),
    'x'.repeat(1_024),
    'x'.repeat(1_025),
    'x'.repeat(4_096),
    'x'.repeat(4_097),
    'application/json; charset=utf-8',
    '2026-02-30T00:00:00Z',
    '2026-11-21T09:30:00+01:00',
    -1,
    0,
    1_000,
    1_001,
    1.5,
    true,
    undefined,
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ maxLength: 4 }),
);

const names = [...Object.keys(whole), 'extension', 'other1', 'Foreign', 'data_base64'];

const attributes = fc
  .record({
    left: fc.subarray(Object.keys(whole)),
    changed: fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 2 }),
  })
  .map(({ left, changed }): Attributes => {
    const kept: Attributes = {};
    for (const name of ['specversion', 'id', 'source', 'type', 'time', ...left]) kept[name] = whole[name];
    return attributesOf({ ...kept, ...Object.fromEntries(changed) });
  });

test('what is told at a glance is what the schema says, key by key in its order', () => {
  fc.assert(
    fc.property(attributes, (event) => {
      const glance = plainEnvelope(event);
      if (!glance) return;
      const read = envelopeSchema.safeParse(event);
      expect(read.error).toBeUndefined();
      expect(foreignNames(event)).toEqual([]);
      expect(JSON.stringify(glance)).toBe(JSON.stringify(read.data));
      expect(glance).toEqual(read.data);
    }),
    { numRuns: 20_000 },
  );
});

test('whole events of every attribute, and those with only what is required, are told at a glance', () => {
  expect(plainEnvelope(whole)).toEqual(whole);
  const { specversion, id, source, type, time } = whole;
  const least = { specversion, id, source, type, time };
  expect(plainEnvelope({ ...least })).toEqual({ ...least, datacontenttype: 'application/json' });
});

test('every printable ASCII character that a source may hold, and no other, is told at a glance', () => {
  for (let code = 0; code < 256; code += 1) {
    const source = String.fromCharCode(code);
    const glance = plainEnvelope({ ...whole, source });
    const isAllowed = envelopeSchema.safeParse({ ...whole, source }).success;
    if (code >= 32 && code < 127) expect([code, glance !== undefined]).toEqual([code, isAllowed]);
    else expect(glance).toBeUndefined();
  }
});
