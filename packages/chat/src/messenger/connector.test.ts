import { expectTypeOf, test } from 'vitest';
import { testConfig } from '../fixtures/config-promises.ts';
import { config } from './fixtures/connection.ts';
import { messenger } from './index.ts';

testConfig({ factory: messenger, config, required: ['accessToken', 'appSecret', 'verifyToken', 'pageId'] });

test('the types say what it does', () => {
  expectTypeOf<keyof ReturnType<typeof messenger>['actions']>().toEqualTypeOf<'sendMessage' | 'markRead'>();
  // @ts-expect-error a misspelt key
  void (() => messenger({ ...config, acessToken: 'x' }));
});
