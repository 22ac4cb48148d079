import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the suite runs under node:test too, and shows what it skips', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=touchline-source',
    '--test-reporter=tap',
    join(import.meta.dirname, 'fixtures/under-node-test.ts'),
  ]);
  expect(stdout).toMatch(/^ok \d+ - inbound: a body that was changed by one byte is refused$/m);
  expect(stdout).toMatch(/^ok \d+ - inbound: another method is refused \(for the test\) # SKIP/m);
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(/^# skipped 1$/m);
});
