import type { NoOracle } from './oracle-of.ts';

export const oracle: NoOracle = { none: 'nothing is signed' };
