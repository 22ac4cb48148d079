import type { NoOracle } from './oracle-of.ts';

export const oracle: NoOracle = { none: 'outbound messages are not signed' };
