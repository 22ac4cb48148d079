import { expect, test } from 'vitest';
import { measureErasure } from './erase-ms.ts';

test('the time of an erasure is measured, here in miniature', async () => {
  const { erase_ms: eraseMs } = await measureErasure('miniature');
  expect(eraseMs).toBeGreaterThan(0);
});
