import { fileURLToPath } from 'node:url';
import { touchpointKit, type WebhookRequest } from '@touchline/core';
import { checkConnectorCorpus, corpusTable, readCorpus } from '@touchline/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpus } from './fixtures/corpus.ts';
import { pipedriveAccount, receiveWith, webhookUrl } from './fixtures/pipedrive-account.ts';

const root = fileURLToPath(new URL('../../../../../shared/webhook-corpus', import.meta.url));
const payloads = await readCorpus(`${root}/pipedrive`);

describe.skipIf(payloads.length === 0)(
  'recorded webhooks (skipped where ../shared/webhook-corpus/pipedrive is absent)',
  () => {
    let account: Awaited<ReturnType<typeof pipedriveAccount>>;
    beforeAll(async () => {
      account = await pipedriveAccount({ webhookCredentials: 'username:password' });
    });
    afterAll(() => account.close());

    const recorded = (file: string): WebhookRequest => {
      const { headers = {}, body = new Uint8Array() } = payloads.find((each) => each.file === file) ?? {};
      return { method: 'POST', url: webhookUrl, headers, rawBody: body };
    };
    const receive = (file: string) => receiveWith(account.connector, recorded(file));

    test('become what the table says, all of them, with the headers they came with, and a redelivery the same events', async () => {
      const report = await checkConnectorCorpus(corpus, root);
      expect(corpusTable(report)).toEqual(corpus.expected);
      expect(report.passed).toBe(true);
    });

    test.each(payloads)('$file gives events that the catalogue takes', async ({ file }) => {
      const { events } = await receive(file);
      for (const event of events) expect(touchpointKit.catalogue.parse(event)).toEqual(event);
    });

    test('are refused without the credentials that they came with', async () => {
      const { authorization: _, ...headers } = recorded('hookdeck.added.person.json').headers;
      await expect(
        receiveWith(account.connector, { ...recorded('hookdeck.added.person.json'), headers }),
      ).rejects.toThrow(expect.objectContaining({ code: 'webhook.signature_missing' }));
    });

    test('the recorded person is a whole person, at the microsecond it was made', async () => {
      const { events } = await receive('hookdeck.added.person.json');
      expect(events).toMatchObject([
        {
          id: 'person-3-added-1680840511329055',
          source: '/connectors/pipedrive/11149162',
          time: '2023-04-07T04:08:31.329Z',
          subject: '3',
          partitionkey: 'pipedrive:11149162:contact:3',
          data: {
            objectId: '3',
            customer: { email: 'anthon@noco.com', externalIds: { pipedrive: '3' } },
            changedBy: '14542087',
            changeSource: 'app',
            objectUrl: 'https://hookwrite.pipedrive.com/person/3',
            firstName: 'Anthony',
            lastName: 'Edwards',
            email: 'anthon@noco.com',
            phone: '+1434993473',
            companyName: 'NoCo Solutions',
            createdAt: '2023-04-07T04:08:31.000Z',
            associations: [{ objectType: 'company', objectId: '2' }],
          },
        },
      ]);
    });

    test('the recorded deal has its amount, in a currency without decimals', async () => {
      const { events } = await receive('hookdeck.added.deal.json');
      expect(events[0]?.data).toMatchObject({
        name: 'NoCo Solutions deal',
        amount: { amountMinor: 2_000_000, currency: 'XAF' },
        stage: '1',
        pipeline: '1',
        ownerId: '14542087',
        expectedCloseAt: '2023-05-30T00:00:00.000Z',
        customer: { externalIds: { pipedrive: '3' } },
      });
    });

    test('the recorded update says what changed, from the record before and after', async () => {
      const { events } = await receive('hookdeck.updated.organization.json');
      expect(events[0]?.data).toMatchObject({
        changedFields: expect.arrayContaining([
          { name: 'activities_count', value: 1, previousValue: 2 },
          { name: 'next_activity_id', value: null, previousValue: 2 },
        ]),
      });
      for (const name of ['name', 'update_time'])
        expect(events[0]?.data).not.toMatchObject({
          changedFields: expect.arrayContaining([expect.objectContaining({ name })]),
        });
    });

    test('the recorded deletion says whose activity it was', async () => {
      const { events } = await receive('hookdeck.deleted.activity.json');
      expect(events[0]?.data).toEqual({
        objectId: '2',
        customer: { externalIds: { pipedrive: '3' } },
        changedBy: '14542087',
        changeSource: 'api',
      });
    });
  },
);
