import { describe, expect, it } from 'vitest';
import authorisation from './fixtures/authorisation.json' with { type: 'json' };
import capture from './fixtures/capture.json' with { type: 'json' };
import chargeback from './fixtures/chargeback.json' with { type: 'json' };
import { createReceiver, told } from './fixtures/harness.ts';
import recurringContract from './fixtures/recurring-contract.json' with { type: 'json' };
import tokenCreated from './fixtures/token-created.json' with { type: 'json' };
import transfer from './fixtures/transfer.json' with { type: 'json' };
import { adyenEventCodes } from './to-events.ts';

const { receive, receiveItem, receiveBody } = createReceiver();
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const customer = { id: 'cus_1001', email: 'ada@example.com', externalIds: { adyen: 'cus_1001' } };
const payment = {
  customer,
  paymentId: 'QFQTPCQ8HXSKGK82',
  amount: eur(4_990),
  method: {
    kind: 'card',
    brand: 'visa',
    wallet: 'apple_pay',
    last4: '1142',
    expiresOn: '2030-03',
    country: 'NL',
  },
  orderId: '1042',
  metadata: { campaign: 'autumn' },
};
const captured = {
  paymentId: 'QFQTPCQ8HXSKGK82',
  amount: eur(4_990),
  method: { kind: 'card', brand: 'visa' },
  orderId: '1042',
};
const refund = {
  refundId: 'JDD6LKT8MBLZNN84',
  amount: eur(4_990),
  paymentId: 'QFQTPCQ8HXSKGK82',
  orderId: '1042',
};
const dispute = {
  customer: { id: 'cus_1001', externalIds: { adyen: 'cus_1001' } },
  disputeId: '9915555555555555',
  amount: eur(4_990),
  paymentId: 'QFQTPCQ8HXSKGK82',
  orderId: '1042',
  reason: 'Not as described',
  networkReasonCode: '4853',
  status: 'Undefended',
  evidenceDueBy: '2026-02-01T01:03:07.000Z',
};

describe('the envelope of an event', () => {
  it('has an id of what is signed, the time in UTC, and the merchant account in its source', async () => {
    const { events } = await receiveItem(authorisation);
    expect(events).toMatchObject([
      {
        id: 'QFQTPCQ8HXSKGK82:AUTHORISATION:true',
        source: '/connectors/adyen/AcmeECOM',
        time: '2026-01-01T00:00:00.000Z',
        subject: 'QFQTPCQ8HXSKGK82',
      },
      { id: 'QFQTPCQ8HXSKGK82:succeeded', subject: 'QFQTPCQ8HXSKGK82' },
    ]);
  });

  it('is the same when Adyen sends it again, though a later date stands in it', async () => {
    const first = await receiveItem(authorisation);
    const again = await receiveItem({ ...authorisation, eventDate: '2026-01-01T02:00:00+01:00' });
    expect(again.events.map(({ id }) => id)).toEqual(first.events.map(({ id }) => id));
  });

  it('tells the time of arrival where the date is none', async () => {
    const { events } = await receiveItem({ ...authorisation, eventDate: 'yesterday' });
    expect(events[0]?.time).toBe('2026-01-01T00:00:00.000Z');
  });
});

describe('payments', () => {
  it.each([
    [
      'an authorisation',
      authorisation,
      [
        ['payment.authorized', payment],
        ['payment.succeeded', payment],
      ],
    ],
    [
      'a verification of a card, with which nothing is paid',
      { ...authorisation, amount: { value: 0, currency: 'EUR' } },
      [['payment.authorized', { ...payment, amount: eur(0) }]],
    ],
    [
      'a refusal',
      {
        ...authorisation,
        success: 'false',
        reason: 'Refused',
        additionalData: { refusalReasonRaw: '05 : Do not honor' },
      },
      [
        [
          'payment.failed',
          {
            ...captured,
            failure: { code: 'Refused', message: 'Refused' },
            declineCode: '05 : Do not honor',
          },
        ],
      ],
    ],
    [
      'a capture',
      capture,
      [
        ['payment.captured', { ...captured, captureId: 'JDD6LKT8MBLZNN84', capturedAmount: eur(4_990) }],
        ['payment.succeeded', { ...captured, capturedAmount: eur(4_990) }],
      ],
    ],
    [
      'a capture that was refused',
      { ...capture, success: 'false', reason: 'Insufficient balance on payment' },
      [
        [
          'payment.failed',
          { ...captured, failure: { code: 'capture_failed', message: 'Insufficient balance on payment' } },
        ],
      ],
    ],
    [
      'a capture that failed later',
      { ...capture, eventCode: 'CAPTURE_FAILED', reason: 'Capture Failed' },
      [['payment.failed', { ...captured, failure: { code: 'capture_failed', message: 'Capture Failed' } }]],
    ],
    [
      'a cancellation',
      { ...capture, eventCode: 'CANCELLATION' },
      [['payment.canceled', { ...captured, reason: 'cancellation' }]],
    ],
    [
      'a technical cancellation',
      { ...capture, eventCode: 'TECHNICAL_CANCEL' },
      [['payment.canceled', { ...captured, reason: 'technical_cancel' }]],
    ],
    [
      'an adjusted authorisation',
      { ...capture, eventCode: 'AUTHORISATION_ADJUSTMENT' },
      [['payment.authorized', { ...captured, authorizedAmount: eur(4_990) }]],
    ],
    [
      'a reversal that canceled',
      { ...capture, eventCode: 'CANCEL_OR_REFUND', additionalData: { 'modification.action': 'cancel' } },
      [['payment.canceled', { ...captured, reason: 'cancellation' }]],
    ],
    [
      'a reversal that refunded',
      { ...capture, eventCode: 'CANCEL_OR_REFUND', additionalData: { 'modification.action': 'refund' } },
      [['refund.succeeded', refund]],
    ],
  ])('%s is told', async (_, item, expected) => {
    const { events, failed } = await receiveItem(item);
    expect(failed).toEqual([]);
    expect(events.map(told)).toEqual(expected);
  });

  it('succeed at the capture where the merchant account waits for it', async () => {
    const manual = createReceiver({ capture: 'manual' });
    const types = async (item: object) => (await manual.receiveItem(item)).events.map(({ type }) => type);
    expect(await types(authorisation)).toEqual(['payment.authorized']);
    expect(await types(capture)).toEqual(['payment.captured', 'payment.succeeded']);
    const atOnce = { ...authorisation, additionalData: { 'metadata.touchline_capture': 'automatic' } };
    expect(await types(atOnce)).toEqual(['payment.authorized', 'payment.succeeded']);
  });

  it('succeed once, in however many parts they are captured', async () => {
    const manual = createReceiver({ capture: 'manual' });
    const idsOf = async (pspReference: string) =>
      (await manual.receiveItem({ ...capture, pspReference })).events.map(({ id }) => id);
    expect([await idsOf('PART1'), await idsOf('PART2')]).toEqual([
      ['PART1:CAPTURE:true', 'QFQTPCQ8HXSKGK82:succeeded'],
      ['PART2:CAPTURE:true', 'QFQTPCQ8HXSKGK82:succeeded'],
    ]);
  });

  it.each([
    ['ISK', 499_000, 4_990],
    ['IDR', 4_990, 499_000],
    ['CVE', 4_990, 499_000],
    ['CLP', 499_000, 4_990],
    ['JPY', 4_990, 4_990],
    ['KWD', 4_990, 4_990],
  ])('in %s are read in the unit of Adyen', async (currency, value, amountMinor) => {
    const { events } = await receiveItem({ ...capture, amount: { value, currency } });
    expect(events[0]?.data).toMatchObject({ amount: { amountMinor, currency } });
  });
});

describe('refunds', () => {
  it.each([
    ['REFUND', 'true', '', 'refund.succeeded', undefined],
    ['REFUND_WITH_DATA', 'true', '', 'refund.succeeded', undefined],
    [
      'REFUND',
      'false',
      'Insufficient balance',
      'refund.failed',
      { code: 'refused', message: 'Insufficient balance' },
    ],
    ['REFUND_FAILED', 'true', '', 'refund.failed', { code: 'refund_failed' }],
    ['REFUNDED_REVERSED', 'true', '', 'refund.failed', { code: 'refunded_reversed' }],
  ])('%s with success %s is told', async (eventCode, success, reason, type, failure) => {
    const { events } = await receiveItem({ ...capture, eventCode, success, reason });
    expect(events.map(told)).toEqual([[type, { ...refund, ...(failure && { failure }) }]]);
  });
});

describe('disputes', () => {
  it.each([
    ['REQUEST_FOR_INFORMATION', ['dispute.opened']],
    ['NOTIFICATION_OF_CHARGEBACK', ['dispute.opened']],
    ['CHARGEBACK', ['dispute.opened', 'dispute.updated']],
    ['INFORMATION_SUPPLIED', ['dispute.updated']],
    ['DISPUTE_DEFENSE_PERIOD_ENDED', ['dispute.updated']],
    ['CHARGEBACK_REVERSED', ['dispute.won']],
    ['PREARBITRATION_WON', ['dispute.won']],
    ['SECOND_CHARGEBACK', ['dispute.lost']],
    ['PREARBITRATION_LOST', ['dispute.lost']],
  ])('%s is told as %j', async (eventCode, types) => {
    const { events } = await receiveItem({ ...chargeback, eventCode });
    expect(events.map(told)).toEqual(types.map((type) => [type, dispute]));
  });

  it('open once, with the first notification of them', async () => {
    const opening = async (eventCode: string) =>
      (await receiveItem({ ...chargeback, eventCode })).events[0]?.id;
    expect(await opening('NOTIFICATION_OF_CHARGEBACK')).toBe('9915555555555555:opened');
    expect(await opening('CHARGEBACK')).toBe('9915555555555555:opened');
  });
});

describe('payouts', () => {
  it.each([
    ['PAYOUT_THIRDPARTY', 'true', 'payout.paid'],
    ['PAYOUT_THIRDPARTY', 'false', 'payout.failed'],
    ['PAYOUT_DECLINE', 'true', 'payout.failed'],
    ['PAYOUT_EXPIRE', 'true', 'payout.failed'],
    ['PAIDOUT_REVERSED', 'true', 'payout.failed'],
  ])('%s with success %s is %s', async (eventCode, success, type) => {
    const { events } = await receiveItem({ ...capture, eventCode, success });
    expect(events).toMatchObject([{ type, data: { payoutId: 'QFQTPCQ8HXSKGK82', amount: eur(4_990) } }]);
  });

  it('of platforms are told by the transfer that was booked', async () => {
    const { events } = await receiveBody(transfer);
    expect(events).toMatchObject([
      {
        id: '6JKRLZ8LOT47J7RY:payout.paid',
        source: '/connectors/adyen/AcmePlatform',
        time: '2026-01-01T12:41:05.000Z',
      },
    ]);
    expect(events.map(told)).toEqual([
      [
        'payout.paid',
        {
          customer: { id: 'seller_9', externalIds: { adyen: 'seller_9' } },
          payoutId: '6JKRLZ8LOT47J7RY',
          amount: eur(10_000),
          arrivalAt: '2026-01-01T23:00:00.000Z',
          method: 'regular',
          reference: 'ACME PAYOUT',
        },
      ],
    ]);
  });

  it('of platforms that came back have failed, and what is not over is ignored', async () => {
    const of = async (more: object) => receiveBody({ ...transfer, data: { ...transfer.data, ...more } });
    expect((await of({ status: 'returned', reason: 'counterpartyAccountClosed' })).events).toMatchObject([
      { type: 'payout.failed', data: { failure: { code: 'counterpartyAccountClosed' } } },
    ]);
    expect((await of({ status: 'authorised' })).ignored).toEqual([
      'balancePlatform.transfer.updated (authorised)',
    ]);
    expect((await of({ direction: 'incoming' })).ignored).toEqual([
      'balancePlatform.transfer.updated (booked)',
    ]);
  });
});

describe('what customers save', () => {
  it.each([
    ['by a notification', () => receiveItem(recurringContract), { kind: 'card', brand: 'visa' }],
    ['by a webhook of tokens', () => receiveBody(tokenCreated), { kind: 'visa' }],
  ])('is told %s', async (_, run, method) => {
    const { events } = await run();
    expect(events).toMatchObject([{ source: '/connectors/adyen/AcmeECOM' }]);
    expect(events.map(told)).toEqual([
      [
        'payment_method.attached',
        {
          customer: { id: 'cus_1001', externalIds: { adyen: 'cus_1001' } },
          paymentMethodId: 'M5N7TQ4TG5PFWR50',
          method,
        },
      ],
    ]);
  });
});

describe('what is not told', () => {
  it.each([
    ['REPORT_AVAILABLE', 'true', 'REPORT_AVAILABLE'],
    ['SOMETHING_NEW', 'true', 'SOMETHING_NEW'],
    ['constructor', 'true', 'constructor'],
    ['CANCELLATION', 'false', 'CANCELLATION (success false)'],
    ['CHARGEBACK', 'false', 'CHARGEBACK (success false)'],
  ])('%s with success %s is ignored and accepted', async (eventCode, success, name) => {
    const { ignored, events, failed, reply } = await receiveItem({ ...capture, eventCode, success });
    expect({ ignored, events, failed, body: reply.body }).toEqual({
      ignored: [name],
      events: [],
      failed: [],
      body: '[accepted]',
    });
  });

  it('are the webhooks of the environment that is shut out', async () => {
    const live = createReceiver({ live: true });
    expect((await live.receiveItem(authorisation)).ignored).toEqual(['AUTHORISATION (test)']);
    expect((await live.receiveBody(transfer)).ignored).toEqual(['balancePlatform.transfer.updated (test)']);
    const test = createReceiver({ live: false });
    expect((await test.receiveItem(authorisation)).events).toHaveLength(2);
  });
});

describe('a batch', () => {
  it('keeps its order, and a bad item costs none of the others', async () => {
    const good = { eventCode: 'CANCELLATION', amount: { value: 1, currency: 'EUR' } };
    const { events, failed, reply } = await receive([
      { ...good, pspReference: 'A' },
      { eventCode: 'REFUND', pspReference: 'B', amount: { value: 1, currency: 'eur' } },
      { ...good, pspReference: 'C' },
    ]);
    expect(events.map(({ subject }) => subject)).toEqual(['A', 'C']);
    expect(failed).toMatchObject([{ item: 1, error: { code: 'webhook.payload_invalid' } }]);
    expect(failed[0]?.error.message).toContain('amount');
    expect(reply.body).toBe('[accepted]');
  });
});

it('every code that is mapped is listed', () => {
  expect(adyenEventCodes).toContain('AUTHORISATION');
  expect(adyenEventCodes).toContain('balancePlatform.transfer.updated');
  expect(new Set(adyenEventCodes).size).toBe(adyenEventCodes.length);
});
