import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A `ts` block of a page. */
export interface Block {
  /** The page, from the root of the repository. */
  readonly page: string;
  /** A name for a file of it: `events-2.ts`. */
  readonly name: string;
  readonly code: string;
  /** What it prints, of a block below `<!-- run -->`: the `text` block after it. */
  readonly output: string | undefined;
  /** The file that it is an extract of, from the root: of a block below `<!-- from FILE -->`. */
  readonly from: string | undefined;
}

/** Every `ts` block of README.md and docs. */
export const blocks = (): readonly Block[] =>
  ['README.md', ...globSync('docs/**/*.md', { cwd: root })].sort().flatMap(blocksOf);

const blocksOf = (page: string): readonly Block[] => {
  const text = readFileSync(join(root, page), 'utf8');
  const fence = /(?:<!-- (run|from (\S+)) -->\s*)?```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g;
  return [...text.matchAll(fence)].map(([, mark, from, code = '', output], index) => ({
    page,
    name: `${basename(page, '.md')}-${index + 1}.ts`,
    code,
    output: mark === 'run' ? (output ?? '') : undefined,
    from,
  }));
};
