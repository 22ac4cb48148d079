import { fileURLToPath } from 'node:url';
import { checkConnectorCorpus, corpusTable, readCorpus } from '@touchline/testing';
import { describe, expect, it } from 'vitest';
import { corpus } from './fixtures/corpus.ts';
import { createReceiver, endpoint, receiveWith } from './fixtures/harness.ts';

const root = fileURLToPath(new URL('../../../../../shared/webhook-corpus', import.meta.url));
const payloads = await readCorpus(`${root}/stripe`);

describe.skipIf(payloads.length === 0)(
  'recorded webhooks of ../shared/webhook-corpus/stripe (skipped where it is not there)',
  () => {
    it('become what the table says, all of them, and a redelivery the same events', async () => {
      const report = await checkConnectorCorpus(corpus, root);
      expect(corpusTable(report)).toEqual(corpus.expected);
      expect(report.passed).toBe(true);
    });

    it('keep the ids and the account that Stripe gave them', async () => {
      const { sandbox, connector } = createReceiver();
      for (const { body, payload } of payloads) {
        const { id, account } = payload as { id: string; account?: string };
        const { events } = await receiveWith(connector, sandbox.sign(body, endpoint));
        const source = account === undefined ? '/connectors/stripe' : `/connectors/stripe/${account}`;
        for (const event of events) expect(event).toMatchObject({ id, source });
      }
    });

    it('lose nothing of a subscription and its invoice on the way', async () => {
      const { sandbox, connector } = createReceiver();
      const dataOf = async (file: string): Promise<unknown> => {
        const body = payloads.find((each) => each.file === file)?.body ?? '';
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
