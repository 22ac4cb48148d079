import { describe, expect, it } from 'vitest';
import { breakingChanges } from './breaking-changes.ts';

/** What is said where a schema changes that clients send us, and where it changes that they get of us. */
const compared = (before: unknown, after: unknown, components: [object, object] = [{}, {}]) => {
  const sentences = (place: 'taken' | 'sent') => {
    const document = (schema: unknown, schemas: object) => ({
      openapi: '3.1.1',
      components: { schemas },
      paths: {
        '/x': {
          post: {
            operationId: 'x',
            ...(place === 'taken' && { requestBody: { content: { 'application/json': { schema } } } }),
            responses: {
              200: place === 'sent' ? { content: { 'application/json': { schema } } } : {},
            },
          },
        },
      },
    });
    return breakingChanges(document(before, components[0]), document(after, components[1])).map((sentence) =>
      sentence.replace(/^POST \/x: the (body|answer 200):? /, ''),
    );
  };
  return { taken: sentences('taken'), sent: sentences('sent') };
};

const text = { type: 'string' };
const list = (items?: unknown) => ({ type: 'array', ...(items !== undefined && { items }) });
const members = (additionalProperties?: unknown) => ({
  type: 'object',
  ...(additionalProperties !== undefined && { additionalProperties }),
});

describe('a schema that lets less through breaks those who send, one that lets more through those who read', () => {
  it.each<[string, unknown, unknown, string, string]>([
    [
      'the items of a list',
      list(),
      list(text),
      'each item must be string now.',
      'each item may be anything now.',
    ],
    [
      'the further members of an object',
      members(),
      members(text),
      'each member must be string now.',
      'each member may be anything now.',
    ],
    [
      'the names of members',
      members(),
      { ...members(), propertyNames: { pattern: '^a' } },
      'each name must fit pattern ^a now.',
      'each name need not fit pattern ^a any more.',
    ],
    [
      'the format of a text',
      text,
      { ...text, format: 'uri' },
      'must fit format uri now.',
      'need not fit format uri any more.',
    ],
    [
      'a bound',
      text,
      { ...text, maxLength: 20 },
      'has maxLength 20 now.',
      'has no maxLength any more; it was 20.',
    ],
    [
      'another bound',
      { type: 'integer', minimum: 0 },
      { type: 'integer', minimum: 1 },
      'has minimum 1 now.',
      'has minimum 0 now; it was 1.',
    ],
    [
      'the items of a tuple',
      { type: 'array', prefixItems: [text] },
      { type: 'array', prefixItems: [text, text] },
      'item 2 must be string now.',
      'item 2 may be anything now.',
    ],
    [
      'what is excluded',
      text,
      { ...text, not: { const: 'admin' } },
      'excludes values now.',
      'excludes no values any more.',
    ],
    [
      'more of what is excluded',
      { not: { enum: ['admin'] } },
      { not: { enum: ['admin', 'root'] } },
      'what is excluded may be "root" now.',
      'what is excluded does not take "root" any more.',
    ],
    [
      'a member beside another',
      members(),
      { ...members(), dependentRequired: { card: ['address'] } },
      '`address` must be there beside `card` now.',
      '`address` may be absent beside `card` now.',
    ],
    ['null', { anyOf: [text, { type: 'null' }] }, text, 'does not take null any more.', 'may be null now.'],
    [
      'null, as one of the types',
      { type: ['string', 'null'] },
      text,
      'does not take null any more.',
      'may be null now.',
    ],
    [
      'the options of one type',
      {
        anyOf: [
          { ...text, format: 'uri' },
          { ...text, format: 'email' },
        ],
      },
      { anyOf: [{ ...text, format: 'uri' }] },
      'must fit format uri now.',
      'need not fit format uri any more.',
    ],
  ])('%s', (_name, wide, narrow, taken, sent) => {
    const [narrowed, widened] = [compared(wide, narrow), compared(narrow, wide)];
    expect(narrowed.taken).toEqual([taken]);
    expect(narrowed.sent).toEqual([]);
    expect(widened.sent).toContain(sent);
    expect(widened.taken).toEqual([]);
  });
});

describe('breaks nobody', () => {
  it.each<[string, unknown, unknown]>([
    ['options in another order', { anyOf: [text, { type: 'null' }] }, { anyOf: [{ type: 'null' }, text] }],
    [
      'options of one type in another order',
      {
        anyOf: [
          { ...text, format: 'uri' },
          { ...text, format: 'email' },
        ],
      },
      {
        anyOf: [
          { ...text, format: 'email' },
          { ...text, format: 'uri' },
        ],
      },
    ],
    ['types as a list, or as options', { type: ['string', 'null'] }, { anyOf: [text, { type: 'null' }] }],
    ['options of which one takes what another took', { anyOf: [{ const: 'a' }, text] }, text],
    ['what stands for anything', list(true), list()],
  ])('%s', (_name, before, after) => {
    expect(compared(before, after)).toEqual({ taken: [], sent: [] });
    expect(compared(after, before)).toEqual({ taken: [], sent: [] });
  });

  it('an answer that had no further members and may have some now', () => {
    expect(compared(members(false), members()).sent).toEqual([]);
  });
});

it('what nobody knows how to compare is named', () => {
  expect(compared(members(), { ...members(), patternProperties: { '^x': text } })).toEqual({
    taken: ['has another `patternProperties` now, which may let through less or more.'],
    sent: ['has another `patternProperties` now, which may let through less or more.'],
  });
});

it('a member beside a choice is compared too', () => {
  const choice = { oneOf: [{ required: ['a'] }, { required: ['b'] }] };
  expect(compared({ ...choice, maxProperties: 5 }, { ...choice, maxProperties: 4 }).taken).toEqual([
    'has maxProperties 4 now.',
  ]);
});

it('comes to an end where a schema that holds itself takes the place of anything', () => {
  const tree = { type: 'object', properties: { children: list({ $ref: '#/components/schemas/Tree' }) } };
  const reference = { $ref: '#/components/schemas/Tree' };
  const components: [object, object] = [{ Tree: tree }, { Tree: tree }];
  expect(compared(list(), list(reference), components).taken).toEqual(['each item must be object now.']);
  expect(compared({ anyOf: [reference, text] }, reference, components).taken).toEqual([
    'does not take string any more.',
  ]);
});
