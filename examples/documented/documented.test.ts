import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const generated = join(import.meta.dirname, 'generated');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].sort();

/** A `ts` block of a page. One below `<!-- run -->` is also run, and must print what the `text` block after it shows. */
interface Block {
  readonly file: string;
  readonly code: string;
  readonly output: string | undefined;
}

const blocksOf = (page: string): readonly Block[] => {
  const text = readFileSync(join(root, page), 'utf8');
  const fence = /(<!-- run -->\s*)?```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g;
  return [...text.matchAll(fence)].map(([, run, code = '', output], index) => ({
    file: join(generated, `${basename(page, '.md')}-${index + 1}.ts`),
    code: `${code}\nexport {};\n`,
    output: run ? (output ?? '') : undefined,
  }));
};

const blocks = pages.flatMap(blocksOf);

// A compiler and programs run here, on a machine that may be busy.
describe('the code in README.md and docs', { timeout: 60_000 }, () => {
  beforeAll(() => {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated);
    for (const { file, code } of blocks) writeFileSync(file, code);
  });

  test('compiles, block by block', () => {
    expect(blocks.length).toBeGreaterThan(0);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = spawnSync(process.execPath, [compiler, '-p', import.meta.dirname], { encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    expect(compiled.status).toBe(0);
  });

  const runnable = blocks.filter(({ output }) => output !== undefined);

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
