import type { ConnectorPromise } from './connector-promise.ts';
import { actionPromises } from './promises/action-promises.ts';
import { checkPromises } from './promises/check-promises.ts';
import { configPromises } from './promises/config-promises.ts';
import { erasePromises } from './promises/erase-promises.ts';
import { failurePromises } from './promises/failure-promises.ts';
import { hostileBodyPromises } from './promises/hostile-body-promises.ts';
import { inboundPromises } from './promises/inbound-promises.ts';
import { reactionPromises } from './promises/reaction-promises.ts';

/** Every promise that a connector keeps, group by group. */
export const connectorPromises: readonly ConnectorPromise[] = [
  ...configPromises,
  ...inboundPromises,
  ...hostileBodyPromises,
  ...actionPromises,
  ...failurePromises,
  ...reactionPromises,
  ...checkPromises,
  ...erasePromises,
];
