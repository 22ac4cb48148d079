import assert from 'node:assert/strict';
import type { BoundAction } from '@touchline/core';
import { exercisedActions, goodRunOf, partsOf, runExercise, runOn } from '../calling.ts';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import { idempotencyOf } from '../failing.ts';
import { idsWithin, withValueAt } from '../ids-within.ts';
import { assertInFamily, assertSilent } from '../leaks.ts';

const promise = promiseOf('actions', ({ outbound }) => outbound !== undefined);

/** Ids that would change a URL that they are put into as they are. */
const hostileIds = [
  '../touchline-escape',
  'touchline-escape/x',
  'touchline-escape?x=1',
  'touchline-escape#x',
  '..%2Ftouchline-escape',
];

/** What the kit promises of calls that go well. */
export const actionPromises: readonly ConnectorPromise[] = [
  promise('every action, check and erase does its work', async (specimen) => {
    for (const part of partsOf(specimen)) await goodRunOf(specimen, part);
  }),
  promise('every action, check and erase is exercised', async (specimen) => {
    const wanted: string[] = [];
    await runOn(specimen, async (connector) => {
      wanted.push(
        ...Object.keys(connector.actions),
        ...(['check', 'erase'] as const).filter((part) => connector[part]),
      );
    });
    assert.deepEqual(
      [...partsOf(specimen)].sort(),
      wanted.sort(),
      'there must be an exercise of every part, and of no other',
    );
    for (const part of partsOf(specimen)) {
      const { calls } = await goodRunOf(specimen, part);
      assert.ok(
        calls.some((call) => call.part === part),
        `the exercise of ${part} must call it`,
      );
    }
  }),
  promise('input that does not fit is refused before anything is sent', async (specimen) => {
    const { requests, outcome } = await runOn(specimen, async ({ actions }) => {
      for (const [name, action] of Object.entries(
        actions as Readonly<Record<string, BoundAction<unknown, unknown>>>,
      ))
        for (const input of [undefined, null, 7, [], { nonsense: 'sentinel-value-7' }])
          await assert.rejects(
            action(input),
            (thrown) => {
              assertInFamily(thrown);
              assert.equal(thrown.code, 'action.input_invalid');
              assertSilent(thrown, ['sentinel-value-7']);
              return true;
            },
            `${name} must refuse input that does not fit, and took it`,
          );
    });
    if ('thrown' in outcome) throw outcome.thrown;
    assert.equal(requests.length, 0);
  }),
  promise('an id in an input leads to no other path', async (specimen) => {
    for (const part of exercisedActions(specimen)) {
      const { calls } = await goodRunOf(specimen, part);
      const own = calls.findLastIndex((call) => call.part === part);
      for (const path of idsWithin(calls[own]?.input))
        for (const hostileId of hostileIds) {
          const { requests } = await runExercise(specimen, part, {
            inputOf: (input, index) => (index === own ? withValueAt(input, path, hostileId) : input),
          });
          for (const { url } of requests)
            assertContained(url, hostileId, `${part} with its ${path.join('.')}`);
        }
    }
  }),
  promise('a call that was given up ends at once, and sends nothing more', async (specimen) => {
    for (const part of exercisedActions(specimen)) {
      const last = (await goodRunOf(specimen, part)).requests.length - 1;
      const controller = new AbortController();
      const { requests, outcome } = await runExercise(specimen, part, {
        call: { signal: controller.signal },
        plan: (index) => {
          if (index < last) return undefined;
          controller.abort();
          return { kind: 'silence' };
        },
      });
      assert.ok('thrown' in outcome, `${part} must end with an error once its signal aborts, and succeeded`);
      assertInFamily(outcome.thrown);
      assert.equal(
        outcome.thrown.code,
        'http.aborted',
        `${part} must end because its signal aborted, not with ${outcome.thrown.code}: hand \`signal\` to every request`,
      );
      assert.equal(requests.length, last + 1, `${part} must send nothing more once its signal aborts`);
    }
  }),
  promise(
    'the same key sends the same request, also after a restart; another key another one',
    async (specimen) => {
      const idempotency = await idempotencyOf(specimen);
      for (const part of partsOf(specimen)) {
        if (idempotency[part] !== 'key') continue;
        const sentWith = async (idempotencyKey: string): Promise<readonly unknown[]> => {
          const { requests } = await runExercise(specimen, part, { call: { idempotencyKey } });
          return requests.map(({ method, url, headers, body }) => [
            method,
            url,
            headers,
            Buffer.from(body ?? []).toString('base64'),
          ]);
        };
        const first = await sentWith('key-one');
        assert.deepEqual(
          await sentWith('key-one'),
          first,
          `${part} must send the same again with the same idempotency key`,
        );
        assert.notDeepEqual(
          await sentWith('key-two'),
          first,
          `${part} says that it is idempotent by a key: it must send \`idempotencyKey\``,
        );
      }
    },
  ),
];

/** Wherever an id stands in a URL it must stand whole, in one segment of the path or one value of the query. */
const assertContained = (url: string, id: string, what: string): void => {
  const { pathname, searchParams } = new URL(url);
  const inside = [...pathname.split('/').map(decoded), ...searchParams.values()];
  for (const text of inside)
    assert.ok(
      !text.includes('touchline-escape') || text.includes(id),
      `${what} must stay one segment of the path, and asked ${pathname}: write paths with urlPath`,
    );
  for (const name of searchParams.keys())
    assert.ok(
      !name.includes('touchline-escape'),
      `${what} must not name a parameter of the query: write paths with urlPath`,
    );
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
