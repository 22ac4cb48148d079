import { erase } from './erase.ts';
import { identify } from './identify.ts';
import { identifyGrowth } from './identify-growth.ts';
import { profileRead } from './profile-read.ts';
import type { Suite } from './suite.ts';

/** All suites, in the order in which they run. */
export const suites: readonly Suite[] = [identify, identifyGrowth, profileRead, erase];
