import type { TouchlineEvent } from '@touchline/core';

/** Events of many persons, made one after another, the same at every run. */
export interface Population {
  /** An event of a person drawn at random, with all three identifiers. */
  next(): TouchlineEvent;
  /** An event of one person. */
  of(person: number): TouchlineEvent;
}

/** @param seed other seeds, other draws; the persons are the same. */
export const createPopulation = (persons: number, seed = 1): Population => {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  let count = 0;
  // A xorshift generator with the shifts 13, 17, 5: https://www.jstatsoft.org/article/view/v008i14
  const draw = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
  const of = (person: number): TouchlineEvent => {
    count += 1;
    const timeMs = startMs + seed * 1_000_000_000 + count;
    const stamp = hex(timeMs, 12);
    return {
      specversion: '1.0',
      // As an event gets it where nobody says otherwise: a UUID of version 7.
      id: `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(draw() & 0xfff, 3)}-a${hex(draw() & 0xfff, 3)}-${hex(draw(), 8)}${hex(draw() & 0xffff, 4)}`,
      source: '/bench',
      type: 'page.viewed',
      time: new Date(timeMs).toISOString(),
      datacontenttype: 'application/json',
      data: {
        url: 'https://shop.example/',
        customer: {
          id: `user-${person}`,
          email: `person.${person}@example.com`,
          anonymousId: `a-${person}-cookie`,
        },
      },
    };
  };
  return { of, next: () => of(draw() % persons) };
};

const startMs = Date.UTC(2026, 0, 1);
