import type { NoOracle } from './oracle-of.ts';

export const oracle: NoOracle = { none: 'basic authentication, and nothing is signed' };
