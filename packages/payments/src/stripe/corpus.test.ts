import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createReceiver, endpoint, receiveWith } from './fixtures/harness.ts';

const folder = fileURLToPath(new URL('../../../../../shared/webhook-corpus/stripe/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** What every payload of the corpus becomes: the types of its events, or none where its kind is ignored. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'account.updated.json': [],
  'event_account_application_authorized.json': ['channel.app_uninstalled'],
  'event_account_updated_standard.json': [],
  'event_external_account_bank_account_created.json': [],
  'event_external_account_bank_account_deleted.json': [],
  'event_external_account_bank_account_updated.json': [],
  'event_external_account_card_deleted.json': [],
  'hookdeck.customer.subscription.created.json': ['subscription.created'],
  'hookdeck.invoice.created.json': [],
  'hookdeck.invoice.finalized.json': ['invoice.finalized'],
  'hookdeck.invoice.paid.json': ['invoice.paid'],
  'hookdeck.invoice.payment_succeeded.json': [],
  'hookdeck.payment_link.updated.json': [],
  'hookdeck.setup_intent.succeeded.json': [],
};

describe.skipIf(files.length === 0)(
  'recorded webhooks of ../shared/webhook-corpus/stripe (skipped where it is not there)',
  () => {
    it('are all in the table', () => {
      expect(files.toSorted()).toEqual(Object.keys(expected).toSorted());
    });

    it.each(files)('%s is understood', async (file) => {
      const { sandbox, connector } = createReceiver();
      const body = readFileSync(`${folder}${file}`);
      const { id, type, account } = JSON.parse(body.toString()) as {
        id: string;
        type: string;
        account?: string;
      };
      const { events, ignored, failed } = await receiveWith(connector, sandbox.sign(body, endpoint));
      expect(failed).toEqual([]);
      expect(events.map((event) => event.type)).toEqual(expected[file]);
      expect(ignored).toEqual(events.length === 0 ? [type] : []);
      for (const event of events) {
        expect(event.id).toBe(id);
        expect(event.source).toBe(
          account === undefined ? '/connectors/stripe' : `/connectors/stripe/${account}`,
        );
      }
    });

    it('lose nothing of a subscription and its invoice on the way', async () => {
      const { sandbox, connector } = createReceiver();
      const dataOf = async (file: string): Promise<unknown> => {
        const body = readFileSync(`${folder}${file}`);
        return (await receiveWith(connector, sandbox.sign(body, endpoint))).events[0]?.data;
      };
      expect(await dataOf('hookdeck.customer.subscription.created.json')).toMatchObject({
        customer: { externalIds: { stripe: 'cus_NSPOMxl5eL01qM' } },
        subscriptionId: 'sub_1MhUZrE0b6fckueSZfQ2Ytz6',
        status: 'trialing',
        interval: 'month',
        currentPeriodStart: '2023-03-03T09:06:59.000Z',
        trialEnd: '2023-04-02T09:06:59.000Z',
      });
      expect(await dataOf('hookdeck.invoice.paid.json')).toMatchObject({
        customer: { email: 'hook@me.com', name: 'Martin', externalIds: { stripe: 'cus_NSPHp4fOlXGw8P' } },
        invoiceId: 'in_1MhUT5E0b6fckueSfPlY05Fw',
        subscriptionId: 'sub_1MhUT5E0b6fckueSYAo1LoiF',
        number: '3DAA104C-0001',
        total: { amountMinor: 0, currency: 'USD' },
      });
    });
  },
);
