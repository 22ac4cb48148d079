import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { blocks } from './blocks.ts';

const root = resolve(import.meta.dirname, '../..');
const generated = join(import.meta.dirname, 'generated');

/** What stands by itself. An extract of a file is compiled with its file; see extracts.test.ts. */
const programs = blocks()
  .filter(({ from }) => from === undefined)
  .map(({ name, code, output }) => ({
    file: join(generated, name),
    code: `${code}\nexport {};\n`,
    output,
  }));

// A compiler and programs run here, on a machine that may be busy.
describe('the code in README.md and docs', { timeout: 60_000 }, () => {
  beforeAll(() => {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated);
    for (const { file, code } of programs) writeFileSync(file, code);
  });

  test('compiles, block by block', () => {
    expect(programs.length).toBeGreaterThan(0);
    // One thread does half the work of four, which each check the libraries anew.
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = spawnSync(process.execPath, [compiler, '-p', import.meta.dirname, '--singleThreaded'], {
      encoding: 'utf8',
    });
    expect(compiled.stdout).toBe('');
    expect(compiled.status).toBe(0);
  });

  const runnable = programs.filter(({ output }) => output !== undefined);

  test.each(runnable.map(({ file, output }) => [basename(file), file, output]))(
    '%s prints what its page shows',
    (_name, file, output) => {
      const printed = execFileSync(process.execPath, ['--conditions=touchline-source', file as string], {
        encoding: 'utf8',
        cwd: import.meta.dirname,
      });
      expect(printed).toBe(output);
    },
  );
});
