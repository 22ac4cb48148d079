import { touchpointCatalogue } from '@touchline/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createHub } from '../create-hub.ts';
import type { Hub } from '../hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';

const opened: Hub[] = [];
afterEach(async () => {
  for (const hub of opened.splice(0)) await hub.close();
});

/** A hub that knows Ada and Grace. */
const setUp = async () => {
  const hub = createHub({ storage: memoryHubStorage(), secret: 'a secret of at least thirty-two bytes' });
  opened.push(hub);
  await hub.record(
    ['ada', 'grace'].map((id) =>
      touchpointCatalogue.create({
        type: 'page.viewed',
        id,
        data: { customer: { id, email: `${id}@example.com` }, url: 'https://shop.example/' },
      }),
    ),
  );
  const idOf = async (value: string): Promise<string> =>
    (await hub.customers.find({ namespace: 'user', value }))?.id ?? 'nobody';
  return { hub, ada: await idOf('ada'), grace: await idOf('grace') };
};

describe('a decision', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no reason', { by: 'agent-7' }],
    ['an empty reason', { by: 'agent-7', why: '' }],
    ['nobody', { by: 7, why: 'They are one.' }],
    ['a book', { by: 'agent-7', why: 'x'.repeat(1_000_000) }],
  ])('with %s for a note is refused, and decides nothing', async (_what, note) => {
    const { hub, ada, grace } = await setUp();
    const identifiers = [{ namespace: 'email', value: 'ada@example.com' } as const];
    const refusal = {
      status: 'rejected',
      reason: expect.objectContaining({
        code: 'hub.decision_invalid',
        message: expect.not.stringMatching(/xxxx|agent-7/),
      }),
    };
    const decisions = await Promise.allSettled([
      hub.customers.merge(ada, grace, note as never),
      hub.customers.split(ada, identifiers, note as never),
      hub.customers.undo({ decision: 'dec_1' }, note as never),
    ]);
    expect(decisions).toEqual([refusal, refusal, refusal]);
    expect((await hub.customers.decisions()).items).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['null', [null]],
    ['a text', 'ada@example.com'],
    ['nothing', undefined],
    [
      'more than a customer can have',
      Array.from({ length: 100_000 }, (_, n) => ({ namespace: 'user', value: `${n}` })),
    ],
  ])('about %s for identifiers is refused', async (_what, identifiers) => {
    const { hub, ada } = await setUp();
    const note = { by: 'agent-7', why: 'They are two.' };
    const refusal = {
      status: 'rejected',
      reason: expect.objectContaining({ code: 'hub.decision_invalid' }),
    };
    const decisions = await Promise.allSettled([
      hub.customers.split(ada, identifiers as never, note),
      hub.customers.undo({ evidence: identifiers as never }, note),
    ]);
    expect(decisions).toEqual([refusal, refusal]);
  });

  test.each([undefined, null, {}, { decision: 7 }, { decision: '__proto__' }])(
    'that undoes %j is refused',
    async (what) => {
      const { hub } = await setUp();
      await expect(hub.customers.undo(what as never, { by: 'agent-7', why: 'No.' })).rejects.toMatchObject({
        code: 'hub.decision_unknown',
      });
    },
  );
});

describe('who is looked for', () => {
  test.each([null, undefined, 'ada', {}, { namespace: '__proto__', value: 'ada' }, { namespace: 'user' }])(
    'by %j is not there',
    async (identifier) => {
      const { hub } = await setUp();
      expect(await hub.customers.find(identifier as never)).toBeUndefined();
    },
  );
});

describe('what is recorded', () => {
  test.each([undefined, 'event', [null], ['event'], [{}], [{ id: 7, source: '/x', type: 'page.viewed' }]])(
    'if it is %j, is refused as no event',
    async (events) => {
      const { hub } = await setUp();
      await expect(hub.record(events as never)).rejects.toMatchObject({ code: 'event.invalid' });
    },
  );

  test('if one of several is no event, is none of them', async () => {
    const { hub } = await setUp();
    const event = touchpointCatalogue.create({
      type: 'page.viewed',
      data: { customer: { id: 'alan' }, url: 'https://shop.example/' },
    });
    await expect(hub.record([event, null as never])).rejects.toMatchObject({ code: 'event.invalid' });
    expect(await hub.customers.find({ namespace: 'user', value: 'alan' })).toBeUndefined();
  });
});

test('a customer may be watched without a signal, until whoever watches leaves', async () => {
  const { hub, ada } = await setUp();
  for await (const change of hub.customers.watch(ada)) {
    expect(change).toMatchObject({ kind: 'standing', personId: ada });
    break;
  }
});
