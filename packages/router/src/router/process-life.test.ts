import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const service = join(import.meta.dirname, 'fixtures/lone-service.ts');

/** Runs the service in a process of its own; throws when the process ends with anything but 0. */
const run = (behaviour: string): string =>
  execFileSync(process.execPath, ['--conditions=touchline-source', service, behaviour], { encoding: 'utf8' });

test('a process does not end while a delivery waits for its retry', () => {
  expect(run('fails twice')).toBe('closed after 3 calls\n');
});

test('a process does not end while the router gives up on what hangs', () => {
  expect(run('hangs')).toBe('closed after 1 calls\n');
});
