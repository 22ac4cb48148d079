import { expectTypeOf, test } from 'vitest';
import { testConfig } from '../fixtures/config-promises.ts';
import { config } from './fixtures/connection.ts';
import { instagram } from './index.ts';

testConfig({
  factory: instagram,
  config,
  required: ['accessToken', 'appSecret', 'verifyToken', 'accountId'],
});

test('the types say what it does', () => {
  expectTypeOf<keyof ReturnType<typeof instagram>['actions']>().toEqualTypeOf<
    'sendMessage' | 'addReaction' | 'removeReaction' | 'markRead'
  >();
  // @ts-expect-error a misspelt key
  void (() => instagram({ ...config, acessToken: 'x' }));
});
