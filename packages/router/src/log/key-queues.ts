import type { Delivery } from './delivery.ts';

/** What becomes of a delivery when its turn comes, or when it has to wait for it. */
export interface Turns {
  activate(delivery: Delivery): void;
  block(delivery: Delivery): void;
}

/**
 * The deliveries of each partition key in order of position. Only the first of a key is active; one that is handed
 * out stays first until it comes back, even when an earlier one is replayed meanwhile.
 */
export class KeyQueues {
  readonly #queues = new Map<string, KeyQueue>();
  readonly #turns: Turns;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  insert(key: string, delivery: Delivery): void {
    const queue = this.#queues.get(key);
    if (!queue) {
      this.#queues.set(key, { head: delivery, tail: delivery });
      this.#turns.activate(delivery);
      return;
    }
    const before = lastBefore(queue, delivery);
    const head = queue.head;
    if (before) {
      link(queue, before, delivery);
      this.#turns.block(delivery);
      return;
    }
    delivery.nextOfKey = head;
    queue.head = delivery;
    this.#turns.block(head);
    this.#turns.activate(delivery);
  }

  /** Takes a delivery out; when it was the first of its key, the next gets its turn. */
  remove(key: string, delivery: Delivery): void {
    const head = this.#unlink(key, delivery);
    if (head) this.#turns.activate(head);
  }

  /** Puts a delivery that came back in place of the object that was handed out. */
  replace(key: string, delivery: Delivery, next: Delivery): void {
    const queue = this.#queues.get(key);
    const second = delivery.nextOfKey;
    // A map that forgets and learns its keys all the time is made anew all the time, and V8 chains the old ones to the new.
    if (queue?.head === delivery && (!second || second.position > next.position)) {
      this.swapFirst(key, next);
      this.#turns.activate(next);
      return;
    }
    const head = this.#unlink(key, delivery);
    this.insert(key, next);
    // `insert` activates only what becomes first; the one that follows the old first has not had its turn yet.
    if (head && this.#queues.get(key)?.head === head) this.#turns.activate(head);
  }

  /** Puts another object in place of the one that is handed out. */
  swapFirst(key: string, next: Delivery): void {
    const queue = this.#queues.get(key);
    if (!queue) return;
    const { head } = queue;
    next.nextOfKey = head.nextOfKey;
    head.nextOfKey = undefined;
    if (queue.tail === head) queue.tail = next;
    queue.head = next;
  }

  /** Answers the new first of the key when the old first was taken out. */
  #unlink(key: string, delivery: Delivery): Delivery | undefined {
    const queue = this.#queues.get(key);
    if (!queue) return undefined;
    if (queue.head === delivery) {
      const next = delivery.nextOfKey;
      delivery.nextOfKey = undefined;
      if (next) queue.head = next;
      else this.#queues.delete(key);
      return next;
    }
    let before = queue.head;
    while (before.nextOfKey && before.nextOfKey !== delivery) before = before.nextOfKey;
    if (before.nextOfKey !== delivery) return undefined;
    before.nextOfKey = delivery.nextOfKey;
    if (queue.tail === delivery) queue.tail = before;
    delivery.nextOfKey = undefined;
    return undefined;
  }
}

interface KeyQueue {
  head: Delivery;
  tail: Delivery;
}

/** The delivery after which another belongs; none when it comes first. */
const lastBefore = (queue: KeyQueue, delivery: Delivery): Delivery | undefined => {
  if (queue.tail.position < delivery.position) return queue.tail;
  let before =
    queue.head.state === 'leased' || queue.head.position < delivery.position ? queue.head : undefined;
  if (!before) return undefined;
  while (before.nextOfKey && before.nextOfKey.position < delivery.position) before = before.nextOfKey;
  return before;
};

const link = (queue: KeyQueue, before: Delivery, delivery: Delivery): void => {
  delivery.nextOfKey = before.nextOfKey;
  before.nextOfKey = delivery;
  if (queue.tail === before) queue.tail = delivery;
};
