import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';

/**
 * Reads an OpenAPI document from a file, JSON or YAML: for {@link ContractDocument.document}.
 *
 * @param path a path or a `file:` URL.
 */
export const readOpenApiDocument = async (path: string | URL): Promise<unknown> => {
  const text = await readFile(path, 'utf8');
  return /^\s*\{/.test(text) ? JSON.parse(text) : load(text);
};
