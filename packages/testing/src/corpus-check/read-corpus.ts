import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A webhook that a vendor really sent, or that its documentation shows. */
export interface CorpusPayload {
  /** The name of its file. */
  readonly file: string;
  /** The body as it was collected. Collections are often re-indented, so a recorded signature seldom fits. */
  readonly body: Uint8Array;
  /** The body parsed. */
  readonly payload: unknown;
  /** The headers it came with, where they were recorded beside it in `_headers`. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads a folder of collected payloads: its JSON files, in order of their names, each with its headers from `_headers/` where
 * a file of the same name is there. A folder that does not exist is empty: a test skips then, and says so.
 */
export const readCorpus = async (folder: string | URL): Promise<readonly CorpusPayload[]> => {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder);
  if (!existsSync(path)) return [];
  const files = (await readdir(path)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const body = await readFile(join(path, file));
      const headers = join(path, '_headers', file);
      return {
        file,
        body: new Uint8Array(body),
        payload: JSON.parse(body.toString('utf8')) as unknown,
        headers: existsSync(headers) ? lowerCased(JSON.parse(await readFile(headers, 'utf8'))) : {},
      };
    }),
  );
};

const lowerCased = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
