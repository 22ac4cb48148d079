import type { World } from '../world.ts';
import type { Act } from './act.ts';
import { addRoute, audit, discard, pause, removeRoute, replay, resume, trim } from './operators.ts';
import { changeGate, changeMood, jump, troubleDisk } from './surroundings.ts';
import { feed, publish, publishAgain, publishAll, webhook } from './traffic.ts';

/** All that can happen in a world, the frequent more than once. */
export const actsOf = ({ scenario }: World): readonly Act[] => [
  ...often(8, publish),
  ...often(4, publishAll),
  ...often(4, changeMood),
  ...often(3, audit),
  pause,
  ...often(2, resume),
  replay,
  discard,
  addRoute,
  removeRoute,
  ...(scenario.webhooks ? often(6, webhook) : []),
  ...(scenario.diskTroubles ? often(4, troubleDisk) : []),
  ...(scenario.clockJumps ? often(2, jump) : []),
  ...(scenario.poll ? often(3, feed) : []),
  ...(scenario.gated ? often(6, changeGate) : []),
  ...often(2, scenario.trims ? trim : publishAgain),
];

const often = (times: number, act: Act): readonly Act[] => Array.from({ length: times }, () => act);
