import type { NoOracle } from './oracle-of.ts';

export const oracle: NoOracle = { none: 'a secret is sent along and nothing is signed' };
