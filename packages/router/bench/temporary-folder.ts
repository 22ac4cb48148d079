import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Does some work in a folder of its own, which is gone afterwards. */
export const inTemporaryFolder = async <Answer>(
  work: (folder: string) => Promise<Answer>,
): Promise<Answer> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
