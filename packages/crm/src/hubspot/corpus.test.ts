import { fileURLToPath } from 'node:url';
import { touchpointKit } from '@touchline/core';
import { checkConnectorCorpus, corpusTable, readCorpus } from '@touchline/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpus } from './fixtures/corpus.ts';
import { hubspotAccount, receiveWith, webhookUrl } from './fixtures/hubspot-account.ts';

const root = fileURLToPath(new URL('../../../../../shared/webhook-corpus', import.meta.url));
const payloads = await readCorpus(`${root}/hubspot`);

describe.skipIf(payloads.length === 0)(
  'recorded webhooks (skipped where ../shared/webhook-corpus/hubspot is absent)',
  () => {
    let account: Awaited<ReturnType<typeof hubspotAccount>>;
    beforeAll(async () => {
      account = await hubspotAccount({ currency: 'USD' });
    });
    afterAll(() => account.close());

    const receive = async (file: string) => {
      const body = Buffer.from(payloads.find((each) => each.file === file)?.body ?? []).toString('utf8');
      return receiveWith(account.connector, account.sandbox.sign(body, { url: webhookUrl, signature: 'v2' }));
    };

    test('become what the table says, all of them, and a redelivery the same events', async () => {
      const report = await checkConnectorCorpus(corpus, root);
      expect(corpusTable(report)).toEqual(corpus.expected);
      expect(report.passed).toBe(true);
    });

    test.each(payloads)('$file gives events that the catalogue takes', async ({ file }) => {
      const { events } = await receive(file);
      for (const event of events) expect(touchpointKit.catalogue.parse(event)).toEqual(event);
    });

    test('the recorded contact is a whole contact, with its customer and its company', async () => {
      const { events } = await receive('hookdeck.CONTACT.json');
      expect(events).toMatchObject([
        {
          id: 'workflow-contact-251-1680448122728',
          source: '/connectors/hubspot/27145807',
          time: '2023-04-02T15:08:42.728Z',
          subject: '251',
          partitionkey: 'hubspot:27145807:contact:251',
          data: {
            objectId: '251',
            customer: { externalIds: { hubspot: '251' }, email: expect.stringContaining('@') },
            firstName: 'Kovat',
            lastName: 'Tif',
            jobTitle: 'Writer',
            lifecycleStage: 'lead',
            ownerId: '823493108',
            createdAt: '2023-04-02T15:08:19.688Z',
            associations: [{ objectType: 'company', objectId: '7298823368' }],
            changedFields: [],
            properties: expect.objectContaining({ hs_pipeline: 'contacts-lifecycle-pipeline' }),
          },
        },
      ]);
    });

    test('the recorded deal is a whole deal, with its amount', async () => {
      const { events } = await receive('hookdeck.DEAL.json');
      expect(events).toMatchObject([
        {
          id: 'workflow-deal-7036839888-1680442574957',
          subject: '7036839888',
          data: {
            name: 'High Deal',
            amount: { amountMinor: 5_000_000_000, currency: 'USD' },
            stage: 'appointmentscheduled',
            pipeline: 'default',
            probability: 0.2,
            expectedCloseAt: '2023-04-30T13:35:49.726Z',
          },
        },
      ]);
    });
  },
);
