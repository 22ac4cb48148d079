import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Delivery } from './delivery.ts';
import { Deque } from './deque.ts';
import { DueQueue } from './due-queue.ts';

const seed = { seed: 20_260_101 };

describe('due queue', () => {
  test('gives back what is due, the earliest first, equal times by position', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, nowMs) => {
        const queue = new DueQueue();
        for (const [position, dueMs] of times.entries()) {
          const delivery = new Delivery(queue, position, undefined, 0, undefined);
          delivery.dueMs = dueMs;
          queue.push(delivery);
        }
        const given: [number, number][] = [];
        for (let due = queue.shiftDue(nowMs); due; due = queue.shiftDue(nowMs))
          given.push([due.dueMs, due.position]);
        const expected = times
          .map((dueMs, position): [number, number] => [dueMs, position])
          .filter(([dueMs]) => dueMs <= nowMs)
          .sort(
            ([time, position], [otherTime, otherPosition]) => time - otherTime || position - otherPosition,
          );
        expect(given).toEqual(expected);
        const later = times.filter((dueMs) => dueMs > nowMs);
        expect(queue.nextDueMs).toBe(later.length > 0 ? Math.min(...later) : undefined);
      }),
      seed,
    );
  });

  test('gives what is at rest back as it was, in its place among the others', () => {
    const optional = fc.option(fc.nat(1_000), { nil: undefined });
    const parked = fc.record({
      dueMs: fc.nat(20),
      attempt: fc.nat(50),
      firstAttemptMs: optional,
      progress: fc.nat(9),
      replayed: fc.boolean(),
      how: fc.constantFrom('kept', 'let go of', 'a row'),
    });
    fc.assert(
      fc.property(fc.array(parked), fc.nat(19), (all, earlierMs) => {
        const queue = new DueQueue();
        const rows = all.map(({ how: _, ...row }, position) => ({ ...row, position, key: undefined }));
        const kept = new Map<number, Delivery>();
        for (const [position, row] of rows.entries()) {
          if (all[position]?.how === 'a row') {
            queue.pushRow(row);
            continue;
          }
          const { key: _, position: __, ...fields } = row;
          const delivery = Object.assign(new Delivery(queue, position, undefined, 0, undefined), fields);
          queue.push(delivery);
          if (all[position]?.how === 'kept') kept.set(position, delivery);
          else queue.rest(delivery);
        }
        // Some slots are given away a second time.
        for (const nowMs of [earlierMs, 20]) {
          const due = rows.filter(
            ({ dueMs }) => dueMs <= nowMs && (nowMs === earlierMs || dueMs > earlierMs),
          );
          due.sort((one, other) => one.dueMs - other.dueMs || one.position - other.position);
          for (const row of due) {
            const given = queue.shiftDue(nowMs);
            const delivery = kept.get(row.position);
            if (delivery) expect(given).toBe(delivery);
            else expect(given).toEqual(row);
            if (nowMs === earlierMs) queue.pushRow({ ...row, dueMs: 21 });
          }
          expect(queue.shiftDue(nowMs)).toBeUndefined();
        }
        expect(queue.length).toBe(rows.filter(({ dueMs }) => dueMs <= earlierMs).length);
      }),
      seed,
    );
  });

  test('takes in very many after it has given back very many', () => {
    const queue = new DueQueue();
    const row = {
      attempt: 1,
      firstAttemptMs: 1,
      progress: 0,
      replayed: false,
      key: undefined,
    };
    for (const round of [1, 2, 3]) {
      for (let position = 5_000; position > 0; position -= 1)
        queue.pushRow({ ...row, position, dueMs: position * round });
      for (let position = 1; position <= 5_000; position += 1)
        expect(queue.shiftDue(position * round)).toEqual({ ...row, position, dueMs: position * round });
      expect(queue.shiftDue(Number.MAX_SAFE_INTEGER)).toBeUndefined();
    }
  });
});

describe('deque', () => {
  test('behaves as an array does', () => {
    const operation = fc.constantFrom('push', 'unshift', 'shift', 'replace');
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const deque = new Deque<number>();
        const array: number[] = [];
        for (const [value, what] of operations.entries()) {
          if (what === 'shift') expect(deque.shift()).toBe(array.shift());
          else if (what === 'replace' && array.length > 0) {
            const index = value % array.length;
            deque.replace(index, value);
            array[index] = value;
          } else if (what === 'unshift') {
            deque.unshift(value);
            array.unshift(value);
          } else {
            deque.push(value);
            array.push(value);
          }
          expect(Array.from({ length: deque.length }, (_, index) => deque.at(index))).toEqual(array);
        }
        expect(deque.at(array.length)).toBeUndefined();
      }),
      seed,
    );
  });
});
