import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction } from './action.ts';

const contract = {
  name: 'postEntry',
  title: 'Post an entry',
  description: 'Adds an entry to the ledger.',
  input: z.object({ account: z.string().min(1) }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'key',
  example: { account: 'main' },
} as const;

test('an action that is whole is taken as it is', () => {
  expect(defineAction(contract)).toBe(contract);
});

test.each<[string, object | null | undefined, string]>([
  ['nothing', undefined, 'Definition of an action: is required (object).'],
  ['null', null, 'Definition of an action: invalid input: expected object, received null.'],
  [
    'a name with a dash',
    { name: 'post-entry' },
    'action post-entry: name: must be camel case, such as refundPayment.',
  ],
  ['a name that is no text', { name: Symbol('x') }, 'Definition of an action: name: invalid input'],
  ['no title', { title: undefined }, 'title: is required (string).'],
  ['an input without a schema', { input: { account: 'string' } }, 'input: must be a schema of zod 4.'],
  ['no output', { output: undefined }, 'output: must be a schema of zod 4.'],
  [
    'a misspelt effect',
    { effect: 'wirte' },
    'effect: invalid option: expected one of "read"|"write"|"destructive".',
  ],
  ['a misspelt idempotency', { idempotent: 'yes' }, 'idempotent: invalid option'],
  ['a misspelt key', { ouput: z.object({}) }, 'ouput: is not a known key.'],
  [
    'an example that does not parse',
    { example: { account: '' } },
    'action postEntry: example: account: too small',
  ],
])('an action with %s is refused in one sentence', (_what, change, sentence) => {
  const define = () => defineAction((change && { ...contract, ...change }) as never);
  expect(define).toThrow(expect.objectContaining({ code: 'connector.invalid' }));
  expect(define).toThrow(sentence);
});
