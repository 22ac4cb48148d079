import { measureErasure } from './erase-ms.ts';
import type { Suite } from './suite.ts';

/** @see measureErasure */
export const erase: Suite = {
  name: 'erase',
  run: async (size) => ({ figures: await measureErasure(size), raw: {} }),
};
