import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder of data that stands beside the project and is not a part of it: vendors' own API descriptions, collected payloads.
 * Undefined where it is not at hand; what needs it skips then, by name.
 */
export const sharedFolder = (name: 'vendor-specs' | 'webhook-corpus'): string | undefined => {
  const path = join(import.meta.dirname, '../../../../shared', name);
  return existsSync(path) ? path : undefined;
};
