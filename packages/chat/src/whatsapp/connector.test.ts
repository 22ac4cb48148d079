import { expectTypeOf, test } from 'vitest';
import { testConfig } from '../fixtures/config-promises.ts';
import { config } from './fixtures/connection.ts';
import { whatsapp } from './index.ts';

testConfig({
  factory: whatsapp,
  config,
  required: ['accessToken', 'appSecret', 'verifyToken', 'phoneNumberId'],
});

test('the types say what it does', () => {
  expectTypeOf<keyof ReturnType<typeof whatsapp>['actions']>().toEqualTypeOf<
    'sendMessage' | 'addReaction' | 'removeReaction' | 'markRead' | 'sendTemplate' | 'getMedia'
  >();
  // @ts-expect-error a misspelt key
  void (() => whatsapp({ ...config, acessToken: 'x' }));
});
