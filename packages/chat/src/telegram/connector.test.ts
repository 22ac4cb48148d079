import { expectTypeOf, test } from 'vitest';
import { testConfig } from '../fixtures/config-promises.ts';
import { config } from './fixtures/connection.ts';
import { telegram } from './index.ts';

testConfig({ factory: telegram, config, required: ['botToken'] });

test('the types say what it does', () => {
  expectTypeOf<keyof ReturnType<typeof telegram>['actions']>().toEqualTypeOf<
    | 'sendMessage'
    | 'editMessage'
    | 'deleteMessage'
    | 'addReaction'
    | 'removeReaction'
    | 'respondInteraction'
    | 'getFile'
    | 'setWebhook'
  >();
  // @ts-expect-error a misspelt key
  void (() => telegram({ ...config, acessToken: 'x' }));
});
