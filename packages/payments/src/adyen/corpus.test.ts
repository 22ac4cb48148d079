import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createReceiver, endpoint, receiveWith } from './fixtures/harness.ts';

const corpus = fileURLToPath(new URL('../../../../../shared/webhook-corpus/', import.meta.url));
const filesOf = (folder: string): readonly string[] =>
  existsSync(`${corpus}${folder}`)
    ? readdirSync(`${corpus}${folder}`).filter((name) => name.endsWith('.json'))
    : [];
const standard = filesOf('adyen');
const platform = filesOf('adyen-platform');

/** What the payloads of the corpus become that become something; all others are ignored. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'AUTHORISATION.json': ['payment.authorized', 'payment.succeeded'],
  'AUTHORISATION_ADJUSTMENT.json': ['payment.authorized'],
  'CANCELLATION.json': ['payment.canceled'],
  'CAPTURE.json': ['payment.captured', 'payment.succeeded'],
  'CAPTURE_FAILED.json': ['payment.failed'],
  'CHARGEBACK.json': ['dispute.opened', 'dispute.updated'],
  'INFORMATION_SUPPLIED.json': ['dispute.updated'],
  'ISSUER_RESPONSE_TIMEFRAME_EXPIRED.json': ['dispute.updated'],
  'PAIDOUT_REVERSED.json': ['payout.failed'],
  'PAYOUT_EXPIRE.json': ['payout.failed'],
  'PREARBITRATION_LOST.json': ['dispute.lost'],
  'PREARBITRATION_WON.json': ['dispute.won'],
  'RECURRING_CONTRACT.json': ['payment_method.attached'],
  'REFUNDED_REVERSED.json': ['refund.failed'],
  'REFUND_WITH_DATA.json': ['refund.succeeded'],
  'SECOND_CHARGEBACK.json': ['dispute.lost'],
  'TECHNICAL_CANCEL.json': ['payment.canceled'],
  'hookdeck.CAPTURE.json': ['payment.captured', 'payment.succeeded'],
  'sdkmock.authorisationTrue.json': ['payment.authorized', 'payment.succeeded'],
  'sdkmock.captureFalse.json': ['payment.failed'],
  'sdkmock.refundFalse.json': ['refund.failed'],
};

describe.skipIf(standard.length === 0)(
  'recorded webhooks of ../shared/webhook-corpus/adyen and adyen-platform (skipped where they are not there)',
  () => {
    it('are there, those that are told of', () => {
      expect(Object.keys(expected).filter((file) => ![...standard, ...platform].includes(file))).toEqual([]);
    });

    it.each([
      ...standard.map((file) => ['adyen', file] as const),
      ...platform.map((file) => ['adyen-platform', file] as const),
    ])('%s/%s is understood', async (folder, file) => {
      const { sandbox, connector } = createReceiver();
      const body = readFileSync(`${corpus}${folder}/${file}`);
      const { notificationItems } = JSON.parse(body.toString()) as {
        notificationItems?: readonly { NotificationRequestItem: object }[];
      };
      const request = notificationItems
        ? sandbox.signItems(
            notificationItems.map((item) => item.NotificationRequestItem),
            endpoint,
          )
        : sandbox.sign(body, endpoint);
      const { events, ignored, failed, reply } = await receiveWith(connector, request);
      expect(failed).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(expected[file] ?? []);
      expect(ignored).toHaveLength(events.length === 0 ? 1 : 0);
      expect(reply.body).toBe('[accepted]');
    });
  },
);
