import type { Suite } from '../suite.ts';
import { backlog } from './backlog.ts';
import { costGrowth } from './cost-growth.ts';
import { durableFanOut } from './durable-fanout.ts';
import { durablePublish } from './durable-publish.ts';
import { httpDelivery } from './http-delivery.ts';
import { isolation } from './isolation.ts';
import { latency } from './latency.ts';
import { matchingSuite } from './matching.ts';
import { memoryFanOut } from './memory-fanout.ts';

/** All suites, in the order in which they run. */
export const suites: readonly Suite[] = [
  durableFanOut,
  durablePublish,
  memoryFanOut,
  httpDelivery,
  matchingSuite,
  isolation,
  latency,
  backlog,
  costGrowth,
];
