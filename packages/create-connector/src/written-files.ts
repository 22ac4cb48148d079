import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes files below a root, then does some work; when either fails, everything is as it was before.
 *
 * @throws what the work throws, or the file system.
 */
export const writtenFiles = <Value>(
  root: string,
  files: ReadonlyMap<string, string>,
  work: () => Value,
): Value => {
  const undo: (() => void)[] = [];
  try {
    for (const [path, text] of files) {
      const target = join(root, path);
      undo.push(undoOf(target));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return work();
  } catch (thrown) {
    for (const step of undo.reverse()) step();
    throw thrown;
  }
};

const undoOf = (target: string): (() => void) => {
  if (existsSync(target)) {
    const before = readFileSync(target);
    return () => writeFileSync(target, before);
  }
  const outermost = firstMissing(target);
  return () => rmSync(outermost, { recursive: true, force: true });
};

/** The path itself, or the topmost of its folders that is not there yet. */
const firstMissing = (path: string): string =>
  existsSync(dirname(path)) ? path : firstMissing(dirname(path));
