import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const sources = resolve(import.meta.dirname, '..');

test('only the otel entry needs @opentelemetry/api: whoever does not trace need not install it', () => {
  const files = globSync('**/*.ts', { cwd: sources }).filter((file) => !file.endsWith('.test.ts'));
  const needing = files.filter((file) =>
    /from '(@opentelemetry\/|.*\/otel\/)/.test(readFileSync(join(sources, file), 'utf8')),
  );
  expect(needing.length).toBeGreaterThan(0);
  expect(needing.filter((file) => !file.startsWith('otel/'))).toEqual([]);
});
