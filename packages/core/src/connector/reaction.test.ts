import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineShopConnector } from './fixtures/acme-ledger.ts';
import { reactionTools } from './reaction.ts';

const notifier = defineShopConnector({
  id: 'notifier',
  title: 'Notifier',
  category: 'other',
  specVersion: 1,
  config: z.object({ channel: z.string().optional() }),
  on: {
    'order.paid': (_event, { skip, config }) => skip(config.channel ?? 'no channel'),
  },
});

describe("a connector's own reaction", () => {
  test.each([
    [{ channel: 'orders' }, 'orders'],
    [{}, 'no channel'],
  ])('decides with the config it was given: %j', (config, skip) => {
    const reaction = notifier(config).on['order.paid'];
    expect(reaction({} as never, reactionTools([]) as never)).toEqual({ skip });
  });
});
