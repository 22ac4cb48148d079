import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';

const payout = z.object({
  customer: customerRef.optional(),
  payoutId: vendorId,
  amount: money,
  arrivalAt: timestamp.optional().describe('When the money is, or was expected, in the account.'),
  method: z.string().max(64).optional().describe('`standard`, `instant`, … as the vendor names it.'),
  destinationLast4: z.string().max(4).meta(pii('payment')).optional().describe('Last digits of the account.'),
  reference: z.string().max(256).optional().describe('What stands on the statement of the account.'),
});

const example = {
  customer: { id: 'seller_9' },
  payoutId: 'po_1',
  amount: { amountMinor: 1_250_000, currency: 'EUR' },
  arrivalAt: '2026-11-23T00:00:00Z',
  method: 'standard',
  destinationLast4: '3000',
  reference: 'ACME PAYOUT 2026-11',
};

/** Defines `payout.paid`. */
export const payoutPaid = defineEvent({
  type: 'payout.paid',
  title: 'Payout paid',
  description: 'The vendor paid out a balance to a bank account.',
  data: payout,
  example,
});

/** Data of `payout.paid`: the vendor paid out a balance to a bank account. */
export interface PayoutPaid extends z.output<typeof payoutPaid.data> {}

/** Defines `payout.failed`. */
export const payoutFailed = defineEvent({
  type: 'payout.failed',
  title: 'Payout failed',
  description: 'A payout came back from the bank; the money is in the balance again.',
  data: payout.extend({ failure: failure.optional() }),
  example: {
    ...example,
    failure: { code: 'account_closed', message: 'The bank account has been closed.' },
  },
});

/** Data of `payout.failed`: a payout came back from the bank; the money is in the balance again. */
export interface PayoutFailed extends z.output<typeof payoutFailed.data> {}

/** All events of payouts. */
export const payoutEvents: readonly EventDefinition[] = [payoutPaid, payoutFailed];
