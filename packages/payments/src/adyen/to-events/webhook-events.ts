import { timestamp } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { readObject } from '../../read-object.ts';
import { fromAdyenAmount } from '../currencies.ts';
import { adyenTime } from '../payload/fields.ts';
import { token } from '../payload/token.ts';
import { type AdyenTransfer, transfer } from '../payload/transfer.ts';
import type { AdyenWebhook } from '../payload/webhook.ts';
import type { AdyenTools } from './mapper.ts';
import { refOf } from './values.ts';

/** From a webhook that is not of the standard kind to unified events. */
export type WebhookMapper = (webhook: AdyenWebhook, tools: AdyenTools) => Mapped;

/**
 * Payouts of platforms, and tokens. A platform's payout is a transfer out of a balance account to a bank account.
 *
 * @see https://docs.adyen.com/platforms/payout-to-users/payout-webhooks
 * @see https://docs.adyen.com/online-payments/tokenization/create-tokens#token-webhooks
 */
export const webhookEvents: Readonly<Record<string, WebhookMapper>> = {
  'balancePlatform.transfer.created': transferEvents,
  'balancePlatform.transfer.updated': transferEvents,

  'recurring.token.created': (webhook, { event, receivedAt }) => {
    const data = readObject(token, webhook.data, { kind: webhook.type, path: 'data' });
    return [
      event('payment_method.attached', {
        id: webhook.eventId ?? `${data.storedPaymentMethodId}:created`,
        time: timeOf(webhook) ?? receivedAt,
        account: data.merchantAccount,
        subject: data.storedPaymentMethodId,
        data: {
          customer: refOf(data.shopperReference),
          paymentMethodId: data.storedPaymentMethodId,
          method: data.type === undefined ? undefined : { kind: data.type },
        },
      }),
    ];
  },
};

/** How a transfer ended, by the status of it. */
const outcomes: ReadonlyMap<string, 'payout.paid' | 'payout.failed'> = new Map([
  ['booked', 'payout.paid'],
  ['credited', 'payout.paid'],
  ['failed', 'payout.failed'],
  ['refused', 'payout.failed'],
  ['returned', 'payout.failed'],
]);

function transferEvents(webhook: AdyenWebhook, { event, ignore, receivedAt }: AdyenTools): Mapped {
  const object = readObject(transfer, webhook.data, { kind: webhook.type, path: 'data' });
  const outcome =
    object.direction === 'outgoing' && object.category === 'bank' && outcomes.get(object.status);
  if (!outcome) return [ignore(`${webhook.type} (${object.status})`)];
  const payout = {
    customer: refOf(object.accountHolder?.reference ?? object.accountHolder?.id),
    payoutId: object.id,
    amount: fromAdyenAmount(object.amount),
    arrivalAt: object.events?.findLast(({ status }) => status === object.status)?.valueDate,
    method: object.categoryData?.priority,
    reference: object.referenceForBeneficiary,
  };
  const draft = {
    // Booked is credited later; both say that it was paid. So the outcome makes the id, and the first to come tells.
    id: `${object.id}:${outcome}`,
    time: timeOf(webhook) ?? object.updatedAt ?? lastBooking(object) ?? receivedAt,
    subject: object.id,
    ...(object.balancePlatform !== undefined && { account: object.balancePlatform }),
  };
  return outcome === 'payout.paid'
    ? [event(outcome, { ...draft, data: payout })]
    : [event(outcome, { ...draft, data: { ...payout, failure: { code: object.reason ?? object.status } } })];
}

const lastBooking = ({ events }: AdyenTransfer): string | undefined => events?.at(-1)?.bookingDate;

const timeOf = ({ timestamp: at, createdAt }: AdyenWebhook): string | undefined => {
  const time = adyenTime.safeParse(at ?? createdAt).data;
  return timestamp.safeParse(time).data;
};
