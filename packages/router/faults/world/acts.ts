import type { TouchlineEvent } from '@touchline/core';
import { judgeAudit, momentOf } from '../invariants/accounts-balance.ts';
import type { SimulatedEvents } from './connectors.ts';
import type { DiskMood } from './disk.ts';
import { drawRoute, eventTypes, type RoutePlan } from './scenario.ts';
import { routeOf, type SimulatedProcess } from './simulated-process.ts';
import { type VendorMood, vendorMoods } from './vendor-desk.ts';
import type { World } from './world.ts';

/** Something that is done to a router from outside. It may go on after it returns. */
export type Act = (world: World, process: SimulatedProcess) => void;

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
  ...often(2, scenario.trims ? trim : publishAgain),
];

const often = (times: number, act: Act): readonly Act[] => Array.from({ length: times }, () => act);

// Events in.

interface Draft {
  readonly type: keyof SimulatedEvents & (typeof eventTypes)[number];
  readonly id: string;
  readonly partitionkey?: string;
  readonly data: { readonly n: number };
}

const draft = (world: World): Draft => {
  const n = world.published.length;
  const key = world.random.oneOf(['k0', 'k1', 'k2', undefined]);
  const made: Draft = {
    type: world.random.oneOf(eventTypes),
    id: `e${n}`,
    ...(key !== undefined && { partitionkey: key }),
    data: { n },
  };
  world.published.push(made);
  return made;
};

const publish: Act = (world, process) => {
  const event = draft(world);
  world.note(`publish ${event.id} (${event.type}, ${event.partitionkey ?? 'no key'})`);
  handIn(world, process, [event.id], () => process.router.publish(event).then((receipt) => [receipt]));
};

const publishAll: Act = (world, process) => {
  const events = Array.from({ length: world.random.between(2, 5) }, () => draft(world));
  const ids = events.map(({ id }) => id);
  world.note(`publish ${ids.join(', ')} together`);
  world.together.push(ids);
  handIn(world, process, ids, () => process.router.publishAll(events));
};

/** Somebody publishes what was published before, perhaps because nobody answered. */
const publishAgain: Act = (world, process) => {
  const single = world.published.filter(({ id }) => !world.together.some((ids) => ids.includes(id)));
  if (single.length === 0) return;
  const event = world.random.oneOf(single) as Draft;
  world.note(`publish ${event.id} again`);
  world.again.add(event.id);
  world.refused.delete(event.id);
  handIn(world, process, [event.id], () => process.router.publish(event).then((receipt) => [receipt]));
};

type Receipts = readonly {
  readonly position: number;
  readonly duplicate: boolean;
  readonly event: TouchlineEvent;
}[];

/** Hands events in and remembers what was answered; what a dead process would have answered nobody hears. */
const handIn = (
  world: World,
  process: SimulatedProcess,
  ids: readonly string[],
  publishing: () => Promise<Receipts>,
): void => {
  const routes = routesAwaiting(world, process, ids);
  const begun = world.begin(process, `publishing ${ids.join(', ')}`);
  publishing().then(
    (receipts) => {
      if (!begun.end()) return;
      world.note(`acknowledged ${ids.join(', ')}`);
      for (const { event, position } of receipts) world.acknowledge(event.id, routes, position);
    },
    () => {
      if (!begun.end()) return;
      world.note(`refused ${ids.join(', ')}`);
      for (const id of ids) if (!world.again.has(id)) world.refused.add(id);
    },
  );
};

/** The routes that what is handed in now must reach; what is held already has its place, before some of them maybe. */
const routesAwaiting = (
  { journal }: World,
  process: SimulatedProcess,
  ids: readonly string[],
): readonly RoutePlan[] => (ids.some((id) => journal.positions.has(id)) ? [] : [...process.ready]);

/** A vendor sends what it has not heard about yet, or what it has, in any order. */
export const webhook: Act = (world, process) => {
  const { random, webhooks } = world;
  const isNew = webhooks.length === 0 || random.chance(0.5);
  if (isNew) {
    const n = world.nextWebhook;
    world.nextWebhook += 2;
    const items = random.chance(0.15) ? [{ n }, { n: 'unreadable' }] : [{ n }, { n: n + 1 }];
    webhooks.push({ body: JSON.stringify(items.slice(0, random.between(1, 2))), acknowledged: false });
  }
  const sent = isNew ? webhooks.at(-1) : random.oneOf(webhooks);
  if (sent) sendWebhook(world, process, sent);
};

/** A webhook as its vendor keeps it until it is acknowledged. */
export interface SentWebhook {
  readonly body: string;
  acknowledged: boolean;
}

export const sendWebhook = (world: World, process: SimulatedProcess, sent: SentWebhook): void => {
  const items = JSON.parse(sent.body) as readonly { readonly n: unknown }[];
  const ids = items.flatMap(({ n }) => (typeof n === 'number' ? [`w${n}`] : []));
  world.note(`webhook with ${sent.body}`);
  const routes = routesAwaiting(world, process, ids);
  const begun = world.begin(process, `webhook with ${ids.join(', ')}`);
  const request = new Request('http://127.0.0.1/v0', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signed': 'yes' },
    body: sent.body,
  });
  void process.router.receive('v0', request).then(({ status }) => {
    if (!begun.end()) return;
    world.note(`webhook with ${ids.join(', ')} answered ${status}`);
    if (status !== 200) return;
    sent.acknowledged = true;
    for (const id of ids) world.acknowledge(id, routes);
    if (ids.length < items.length) world.keptWebhooks.push(Buffer.from(sent.body).toString('base64'));
  });
};

const feed: Act = (world) => {
  world.feed.push(world.feed.length);
};

// Operators.

const audit: Act = (world, process) => {
  const since = momentOf(world);
  const begun = world.begin(process, 'an audit');
  process.router.audit().then(
    (rows) => {
      if (!begun.end()) return;
      const complaint = judgeAudit(rows, since, world);
      if (complaint) world.violate(complaint.invariant, complaint.detail);
    },
    () => begun.end(),
  );
};

const someRoute = (world: World): RoutePlan | undefined =>
  world.plans.size === 0 ? undefined : world.random.oneOf([...world.plans]);

const pause: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan || !process.ready.has(plan) || !process.started) return;
  world.note(`pause ${plan.id}`);
  process.router.pause(plan.id);
  if (!process.paused.has(plan)) process.paused.set(plan, world.time.turn);
};

const resume: Act = (world, process) => {
  const plan = someRoute(world);
  if (plan) resumeRoute(world, process, plan);
};

export const resumeRoute = (world: World, process: SimulatedProcess, plan: RoutePlan): void => {
  world.note(`resume ${plan.id}`);
  process.paused.delete(plan);
  // A probe that the pause interrupted is followed by another one.
  process.breakers.get(plan.id)?.probes.clear();
  process.router.resume(plan.id);
};

const replay: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan) return;
  const filter = world.random.chance(0.3) ? {} : { subscriptions: [plan.id] };
  world.note(`replay ${JSON.stringify(filter)}`);
  const begun = world.begin(process, 'a replay');
  process.router.replay({ kind: 'delivery', ...filter }).then(begun.end, begun.end);
};

const discard: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan) return;
  world.note(`discard the dead letters of ${plan.id}`);
  const begun = world.begin(process, 'a discarding');
  process.router.deadLetters
    .discard({ subscriptions: [plan.id], stages: ['deliver'] })
    .then(begun.end, begun.end);
};

const addRoute: Act = (world, process) => {
  const { random, scenario } = world;
  if (!process.started || world.plans.size >= 6) return;
  const tag = world.allPlans.length;
  const free = world.allPlans
    .map(({ id }) => id)
    .filter((id) => ![...world.plans].some((plan) => plan.id === id));
  const gone = free.filter((id) => !world.removing.has(id));
  const id = gone.length > 0 && random.chance(0.4) ? random.oneOf(gone) : `r${tag}`;
  const plan = drawRoute(tag, id, scenario.vendors, random);
  world.note(`add route ${id} to ${plan.to} on ${plan.on}`);
  // What this route does is new, whatever a former one of this id did.
  world.forgetKeys(id);
  process.breakers.delete(id);
  world.addPlan(plan);
  const begun = world.begin(process, `adding route ${id}`);
  process.router.route(routeOf(plan) as never).ready.then(
    () => {
      if (begun.end()) process.ready.add(plan);
    },
    () => {
      if (begun.end()) world.note(`route ${id} is not ready`);
    },
  );
};

const removeRoute: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan || world.plans.size < 2 || !process.started || !process.ready.has(plan)) return;
  world.note(`remove route ${plan.id}`);
  world.plans.delete(plan);
  process.ready.delete(plan);
  world.removing.add(plan.id);
  const begun = world.begin(process, `removing route ${plan.id}`);
  process.router.removeRoute(plan.id).then(
    () => {
      if (!begun.end()) return;
      world.note(`removed route ${plan.id}`);
      process.removed.add(plan);
      world.removing.delete(plan.id);
    },
    () => {
      begun.end();
      world.note(`route ${plan.id} could not be removed`);
    },
  );
};

const trim: Act = (world, process) => {
  const maxEvents = world.random.between(0, 12);
  world.note(`trim to ${maxEvents} events`);
  const begun = world.begin(process, 'a trim');
  process.log.trim({ maxEvents }).then(begun.end, begun.end);
};

// The surroundings.

const changeMood: Act = (world) => {
  const { name } = world.random.oneOf(world.scenario.vendors);
  const mood: VendorMood = world.random.oneOf(vendorMoods);
  world.note(`vendor ${name} is ${mood}`);
  world.moods.set(name, mood);
};

const troubles: readonly DiskMood[] = [
  'full',
  'failing',
  'broken',
  'slow',
  'unreadable',
  'well',
  'well',
  'well',
];

const troubleDisk: Act = (world) => {
  world.disk.mood = world.random.oneOf(troubles);
  world.note(`disk is ${world.disk.mood}`);
};

const jump: Act = (world) => {
  const byMs = world.random.oneOf([-3_600_000, -5_000, -1, 1, 5_000, 3_600_000]);
  world.note(`clocks jump by ${byMs} ms`);
  world.jump(byMs);
};
