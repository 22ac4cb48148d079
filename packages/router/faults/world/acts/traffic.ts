import type { TouchlineEvent } from '@touchline/core';
import type { SimulatedEvents } from '../connectors.ts';
import { eventTypes, type RoutePlan } from '../scenario.ts';
import type { SimulatedProcess } from '../simulated-process.ts';
import type { World } from '../world.ts';
import type { Act } from './act.ts';

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

export const publish: Act = (world, process) => {
  const event = draft(world);
  world.note(`publish ${event.id} (${event.type}, ${event.partitionkey ?? 'no key'})`);
  handIn(world, process, [event.id], () => process.router.publish(event).then((receipt) => [receipt]));
};

export const publishAll: Act = (world, process) => {
  const events = Array.from({ length: world.random.between(2, 5) }, () => draft(world));
  const ids = events.map(({ id }) => id);
  world.note(`publish ${ids.join(', ')} together`);
  world.together.push(ids);
  handIn(world, process, ids, () => process.router.publishAll(events));
};

/** Somebody publishes what was published before, perhaps because nobody answered. */
export const publishAgain: Act = (world, process) => {
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

export const feed: Act = (world) => {
  world.feed.push(world.feed.length);
};
