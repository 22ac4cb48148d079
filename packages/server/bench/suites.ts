import { ingress } from './ingress.ts';
import { sseFanOut } from './sse-fanout.ts';
import type { Suite } from './suite.ts';

/** All suites, in the order in which they run. */
export const suites: readonly Suite[] = [ingress, sseFanOut];
