import { describe, expect, test } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createRouter } from './create-router.ts';
import { createVendor, shop } from './fixtures/shop.ts';

const options = () => ({
  connectors: { vendor: createVendor('vendor').connector },
  kit: shop,
  log: createMemoryLog(),
});

describe('the options of a router', () => {
  test.each<[string, object, string]>([
    ['a name that is not known', { maxEventByte: 1 }, 'maxEventByte: is not a known key'],
    ['a bound that is none', { maxEventBytes: Number.NaN }, 'maxEventBytes: must be a number above 0'],
    ['a log that is none', { log: 'events.db' }, 'log: must be an object'],
    ['no connectors', { connectors: undefined }, 'connectors: must be an object'],
    ['a misspelt policy', { policy: { timeout: 5 } }, 'policy.timeout: is not a known key'],
    ['a gate that cannot be asked', { gate: {} }, 'gate: must have mayDeliver'],
    [
      'reactions that are no list',
      { reactions: { vendor: 'shop.sold' } },
      "reactions.vendor: must be 'none'",
    ],
    ['a retention that would empty the log', { retention: { maxAgeMs: -1 } }, 'maxAgeMs: must be a number'],
    ['a retention that would keep everything', { retention: { maxAge: 5 } }, 'maxAge: is not a known key'],
    ['half a clock', { clock: { now: Date.now } }, 'clock.schedule: must be a function'],
  ])('that cannot be are refused: %s', (_, part, sentence) => {
    expect(() => createRouter({ ...options(), ...part } as never)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(sentence) }),
    );
  });

  test('are not there at all', () => {
    expect(() => createRouter(undefined as never)).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });

  test('may be undefined, as if they were left out', async () => {
    await createRouter({ ...options(), policy: undefined, retention: undefined } as never).close();
  });
});

describe('a route', () => {
  test.each<[string, unknown, string]>([
    ['a misspelt order', { order: 'partitions' }, "order: must be 'none' or 'partition'"],
    ['a filter that would pass nothing', { filter: 'abc' }, 'filter: must be a function, or an object'],
    ['a map that is none', { map: 'abc' }, 'map: must be a function'],
    ['a start that is none', { start: 'begining' }, "start: must be 'now', 'beginning'"],
    ['a name that is not known', { retries: 3 }, 'retries: is not a known key'],
    ['a name within its retry that is not known', { retry: { max: 3 } }, 'retry.max: is not a known key'],
    ['a breaker that is none', { breaker: 'on' }, "breaker: must be 'off' or an object"],
    ['a misspelt batch', { batch: { items: 3 } }, 'batch.items: is not a known key'],
    ['no patterns', { on: undefined }, 'on: must be a pattern or a list of patterns'],
    ['a destination that is no name', { to: 7 }, 'to: must be a text'],
  ])('that cannot be is refused: %s', async (_, part, sentence) => {
    const router = createRouter(options());
    const route = { id: 'r', on: 'shop.sold', to: 'vendor', ...(part as object) };
    expect(() => router.route(route as never)).toThrow(
      expect.objectContaining({
        code: 'route.invalid',
        message: expect.stringMatching(new RegExp(`^Route "r": ${sentence.replace(/[()[\]{}]/g, '.')}`)),
      }),
    );
    await router.close();
  });

  test.each([[null], [undefined], ['vendor'], [[]]])('is no route: %j', async (route) => {
    const router = createRouter(options());
    expect(() => router.route(route as never)).toThrow(expect.objectContaining({ code: 'route.invalid' }));
    await router.close();
  });
});
