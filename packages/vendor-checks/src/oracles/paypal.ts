import type { NoOracle } from './oracle-of.ts';

export const oracle: NoOracle = { none: 'no package of PayPal verifies webhooks' };
