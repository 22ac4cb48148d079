import assert from 'node:assert/strict';
import type { EventLog, Lease, Subscription } from '@touchline/core';
import type { EventLogHarness } from './event-log-harness.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { someEvent } from './some-events.ts';
import { serverError, takeNow } from './taking.ts';

/** The subscriptions of a walk. */
const specs = [
  { name: 'all', types: ['*'], maxParked: 5 },
  { name: 'payments', types: ['payment.*'] },
  { name: 'ordered', types: ['*'], order: 'partition' as const },
];

/** What the walk knows of a subscription, apart from what the log says. */
interface Follower {
  readonly spec: (typeof specs)[number];
  subscription: Subscription;
  /** Handed out and not settled. */
  leases: Lease[];
  /** Settled and certainly durable: must never come again, unless replayed. */
  readonly settled: Set<string>;
  /** Settled since the last certain checkpoint: may come again after a crash. */
  readonly recent: Set<string>;
}

type Act = (follower: Follower) => Promise<unknown>;

/**
 * A life of a log, made up from a seed: appends, deliveries that go well or do not, replays, closings and crashes. What the
 * log says is compared with what the walk knows.
 */
export class RandomWalk {
  readonly #harness: EventLogHarness;
  readonly #random: SeededRandom;
  readonly #prefix: string;
  readonly #followers: Follower[] = [];
  readonly #appended: { readonly id: string; readonly type: string; readonly key: string | undefined }[] = [];
  #log: EventLog;

  private constructor(harness: EventLogHarness, seed: number, log: EventLog) {
    this.#harness = harness;
    this.#random = seededRandom(seed);
    this.#prefix = `${seed}`;
    this.#log = log;
  }

  static async begin(harness: EventLogHarness, seed: number): Promise<RandomWalk> {
    const walk = new RandomWalk(harness, seed, await harness.open());
    await walk.#openAll();
    return walk;
  }

  /** Does something; answers what. */
  async step(): Promise<string> {
    const [name, act] = this.#random.oneOf(this.#acts);
    await act(this.#random.oneOf(this.#followers));
    return name;
  }

  /** Compares what the log says with what is known. */
  async check(when: string): Promise<void> {
    for (const follower of this.#followers) {
      const counts = await follower.subscription.counts();
      const { matched, delivered, skipped, dead, pending, parked, lost } = counts;
      assert.equal(
        delivered + skipped + dead + pending + lost,
        matched,
        `${when}: ${follower.spec.name} adds up`,
      );
      assert.equal(
        matched,
        this.#wanted(follower).length,
        `${when}: ${follower.spec.name} matched all that it wants`,
      );
      assert.equal(
        dead,
        await this.#deadOf(follower),
        `${when}: ${follower.spec.name} counts its dead letters`,
      );
      assert.equal(
        delivered + skipped,
        follower.settled.size + follower.recent.size,
        `${when}: each counts once`,
      );
      assert.ok(parked + follower.leases.length <= pending, `${when}: what is out is pending`);
    }
  }

  /** Delivers all that is left; answers what never came and is not counted as lost either. */
  async finish(): Promise<string[]> {
    const missing: string[] = [];
    await this.#log.deadLetters.replay({});
    for (const follower of this.#followers) {
      await follower.subscription.ack(follower.leases, 'delivered');
      this.#settle(follower, follower.leases.splice(0));
      await this.#drain(follower);
      const { delivered, skipped, pending, lost } = await follower.subscription.counts();
      const never = this.#wanted(follower).filter(
        (id) => !follower.settled.has(id) && !follower.recent.has(id),
      );
      assert.equal(pending, 0, `${follower.spec.name} has nothing left`);
      assert.equal(delivered + skipped + lost, this.#wanted(follower).length, 'everything is settled, once');
      if (never.length !== lost) missing.push(...never);
      await follower.subscription.close();
      await this.#log.unsubscribe(follower.spec.name);
    }
    await this.#log.close();
    return missing;
  }

  /** What can happen, the frequent more than once. */
  readonly #acts: readonly (readonly [string, Act])[] = [
    ...often(6, 'append', () => this.#append()),
    ...often(8, 'take', (follower) => this.#take(follower)),
    ...often(4, 'deliver', (follower) => this.#acknowledge(follower, 'delivered')),
    ['skip', (follower) => this.#acknowledge(follower, 'skipped')],
    ...often(3, 'retry', (follower) => this.#retry(follower)),
    ...often(2, 'bury', (follower) => this.#bury(follower)),
    ['release', (follower) => this.#release(follower)],
    ['replay', () => this.#log.deadLetters.replay({})],
    ...often(2, 'wait', () => this.#wait()),
    ['trim', () => this.#log.trim({ maxEvents: 60 })],
    ['reopen one', (follower) => this.#reopenOne(follower)],
    ['close', () => this.#reopen(() => this.#log.close())],
    ['crash', () => this.#crash()],
  ];

  async #append(): Promise<void> {
    const events = Array.from({ length: 1 + this.#random.below(6) }, () => {
      const id = `${this.#prefix}-${this.#appended.length}`;
      const type = this.#random.oneOf(['payment.succeeded', 'payment.failed', 'email.sent']);
      const key = this.#random.oneOf(['x', 'y', 'z', undefined]);
      this.#appended.push({ id, type, key });
      return someEvent({ id, type, ...(key !== undefined && { partitionkey: key }) });
    });
    await this.#log.append(events);
    // A redelivery by the vendor changes nothing.
    const [receipt] = await this.#log.append(events.slice(0, 1));
    assert.equal(receipt?.duplicate, true);
  }

  async #take(follower: Follower): Promise<void> {
    const leases = await takeNow(this.#harness, follower.subscription, 1 + this.#random.below(4));
    for (const { event, replayed } of leases) {
      assert.ok(replayed || !follower.settled.has(event.id), `${event.id} is settled and came again`);
      assert.ok(
        !follower.leases.some((other) => other.event.id === event.id),
        `${event.id} was handed out twice`,
      );
    }
    follower.leases.push(...leases);
    if (follower.spec.order === 'partition') this.#checkOrder(follower, leases);
  }

  #checkOrder(follower: Follower, taken: readonly Lease[]): void {
    const keys = follower.leases.flatMap(({ event }) => event.partitionkey ?? []);
    assert.equal(new Set(keys).size, keys.length, 'one of a key at a time');
    for (const { event, replayed } of taken) {
      if (event.partitionkey === undefined || replayed) continue;
      const place = this.#appended.findIndex(({ id }) => id === event.id);
      const later = this.#appended.slice(place + 1).filter(({ key }) => key === event.partitionkey);
      assert.ok(
        !later.some(({ id }) => follower.settled.has(id)),
        `${event.id} came after a later one of its key`,
      );
    }
  }

  async #acknowledge(follower: Follower, outcome: 'delivered' | 'skipped'): Promise<void> {
    const leases = this.#some(follower);
    await follower.subscription.ack(leases, outcome);
    this.#settle(follower, leases);
  }

  async #retry(follower: Follower): Promise<void> {
    for (const lease of this.#some(follower))
      await follower.subscription.retry(lease, {
        atMs: this.#harness.clock.now() + this.#random.below(3_000),
        error: serverError,
        countAttempt: this.#random.below(3) > 0,
      });
  }

  async #bury(follower: Follower): Promise<void> {
    const leases = this.#some(follower);
    await Promise.all(
      leases.map((lease) => follower.subscription.bury(lease, { stage: 'deliver', error: serverError })),
    );
    // A burial is durable, and with it all that was settled before.
    if (leases.length > 0) this.#allIsDurable(follower);
  }

  async #release(follower: Follower): Promise<void> {
    await follower.subscription.release(this.#some(follower));
  }

  async #wait(): Promise<void> {
    await this.#harness.clock.advance(this.#random.below(2_000));
  }

  async #reopenOne(follower: Follower): Promise<void> {
    await follower.subscription.close();
    this.#allIsDurable(follower);
    follower.leases = [];
    follower.subscription = await this.#log.subscribe(follower.spec);
  }

  async #crash(): Promise<void> {
    await this.#reopen(() => this.#harness.crash());
  }

  async #reopen(end: () => Promise<void>): Promise<void> {
    await end();
    this.#log = await this.#harness.open();
    const before = this.#followers.splice(0);
    await this.#openAll();
    for (const [index, follower] of this.#followers.entries()) {
      const { settled, recent } = before[index] as Follower;
      for (const id of settled) follower.settled.add(id);
      await this.#findOut(follower, recent);
    }
  }

  /** After a crash: what was settled last may or may not be durable, and the count tells how many are. */
  async #findOut(follower: Follower, recent: ReadonlySet<string>): Promise<void> {
    const { delivered, skipped, matched } = await follower.subscription.counts();
    const durable = delivered + skipped - follower.settled.size;
    assert.ok(durable >= 0, `${follower.spec.name} forgot what was durable`);
    assert.ok(durable <= recent.size, `${follower.spec.name} counts more than was settled`);
    assert.equal(matched, this.#wanted(follower).length);
    // In the order in which they were settled.
    for (const id of [...recent].slice(0, durable)) follower.settled.add(id);
  }

  async #openAll(): Promise<void> {
    for (const spec of specs) {
      const subscription = await this.#log.subscribe(spec);
      this.#followers.push({ spec, subscription, leases: [], settled: new Set(), recent: new Set() });
    }
  }

  async #drain(follower: Follower): Promise<void> {
    for (let idle = 0; idle < 3; ) {
      const leases = await takeNow(this.#harness, follower.subscription, 10);
      await follower.subscription.ack(leases, 'delivered');
      this.#settle(follower, leases);
      idle = leases.length > 0 ? 0 : idle + 1;
      if (idle > 0) await this.#harness.clock.advance(3_000);
    }
  }

  #settle(follower: Follower, leases: readonly Lease[]): void {
    for (const { event } of leases) {
      const twice = follower.settled.has(event.id) || follower.recent.has(event.id);
      assert.ok(!twice, `${event.id} is settled twice`);
      follower.recent.add(event.id);
    }
  }

  #allIsDurable(follower: Follower): void {
    for (const id of follower.recent) follower.settled.add(id);
    follower.recent.clear();
  }

  /** Takes some of the leases out of what is held. */
  #some(follower: Follower): Lease[] {
    return follower.leases.splice(this.#random.below(follower.leases.length + 1), 1 + this.#random.below(3));
  }

  #wanted({ spec }: Follower): string[] {
    return this.#appended
      .filter(({ type }) => spec.types.includes('*') || type.startsWith('payment.'))
      .map(({ id }) => id);
  }

  #deadOf({ spec }: Follower): Promise<number> {
    return this.#log.deadLetters.count({ subscriptions: [spec.name] });
  }
}

const often = (times: number, name: string, act: Act): (readonly [string, Act])[] =>
  Array.from({ length: times }, () => [name, act] as const);
