import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createPair, endpoint, receiveWith } from './fixtures/harness.ts';

const folder = fileURLToPath(new URL('../../../../../shared/webhook-corpus/paypal/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** What every payload of the corpus becomes: the types of its events, or none where its type is ignored. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'PAYMENT.AUTHORIZATION.CREATED.json': ['payment.authorized'],
  'hookdeck.BILLING.PLAN.PRICING-CHANGE.ACTIVATED.json': [],
  'hookdeck.BILLING.SUBSCRIPTION.ACTIVATED.json': ['subscription.updated'],
  'hookdeck.BILLING.SUBSCRIPTION.CANCELLED.json': ['subscription.canceled'],
  'hookdeck.BILLING.SUBSCRIPTION.RE-ACTIVATED.json': ['subscription.updated'],
  'hookdeck.CATALOG.PRODUCT.UPDATED.json': [],
  'hookdeck.CHECKOUT.ORDER.APPROVED.json': ['checkout.completed'],
  'hookdeck.CHECKOUT.ORDER.VOIDED.json': ['payment.canceled'],
  'hookdeck.MERCHANT.ONBOARDING.COMPLETED.json': [],
  'hookdeck.PAYMENT.SALE.COMPLETED.json': ['payment.succeeded'],
  'hookdeck.VAULT.CREDIT-CARD.CREATED.json': [],
};

describe.skipIf(files.length === 0)(
  'recorded webhooks of ../shared/webhook-corpus/paypal (skipped where it is not there)',
  () => {
    it('are all in the table', () => {
      expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
    });

    it.each(files)('%s is understood', async (file) => {
      const { sandbox, connector } = createPair();
      const body = readFileSync(`${folder}${file}`);
      const { id, event_type } = JSON.parse(body.toString()) as { id: string; event_type: string };
      const { events, ignored, failed } = await receiveWith(connector, sandbox.sign(body, endpoint));
      expect(failed).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(expected[file]);
      expect(ignored).toEqual(events.length === 0 ? [event_type] : []);
      for (const event of events)
        expect(event.id).toBe(
          event.type === 'checkout.completed' ? '5O190127TN364715T:checkout_completed' : id,
        );
    });

    it('lose nothing of a subscription on the way, in either version', async () => {
      const { sandbox, connector } = createPair();
      const dataOf = async (file: string): Promise<unknown> => {
        const body = readFileSync(`${folder}${file}`);
        return (await receiveWith(connector, sandbox.sign(body, endpoint))).events[0]?.data;
      };
      expect(await dataOf('hookdeck.BILLING.SUBSCRIPTION.ACTIVATED.json')).toMatchObject({
        customer: { email: 'customer@example.com', name: 'John Doe' },
        subscriptionId: 'I-BW452GLLEP1G',
        status: 'ACTIVE',
        currentPeriodEnd: '2019-01-01T00:20:49.000Z',
      });
      expect(await dataOf('hookdeck.BILLING.SUBSCRIPTION.CANCELLED.json')).toMatchObject({
        customer: {
          email: 'coolbuyer@example.com',
          name: 'Cool Buyer',
          externalIds: { paypal: 'XLHKRXRA4H7QY' },
        },
        subscriptionId: 'I-PE7JWXKGVN0R',
        status: 'Cancelled',
      });
    });
  },
);
