import type { IncomingCall, SandboxResponse, SandboxSpec } from '@touchline/core/sandbox';
import { addressesIn, sendgridErrors } from './accept-mail.ts';

/** An address on a list. */
export interface SandboxSuppression {
  /** Seconds since the Unix epoch. */
  readonly created: number;
  readonly reason?: string;
  /** The enhanced status code of a bounce. */
  readonly status?: string;
  /** The address that the mail complained about was sent from. */
  readonly ip?: string;
}

/** SendGrid's lists, by address in lower case. */
export interface SandboxSuppressionLists {
  /** The global unsubscribes. */
  readonly global: Map<string, SandboxSuppression>;
  readonly bounces: Map<string, SandboxSuppression>;
  readonly spamReports: Map<string, SandboxSuppression>;
  readonly invalidEmails: Map<string, SandboxSuppression>;
}

/** Empty lists. */
export const createSuppressionLists = (): SandboxSuppressionLists => ({
  global: new Map(),
  bounces: new Map(),
  spamReports: new Map(),
  invalidEmails: new Map(),
});

/** The routes over the lists: https://www.twilio.com/docs/sendgrid/api-reference/suppressions-suppressions */
export const suppressionRoutes = (
  lists: SandboxSuppressionLists,
  nowSeconds: () => number,
): SandboxSpec['routes'] => ({
  'POST /v3/asm/suppressions/global': ({ text }) => {
    const addresses = addressesIn(text, 'recipient_emails');
    if (addresses.length === 0)
      return sendgridErrors(400, ['recipient_emails is required', 'recipient_emails']);
    for (const address of addresses) lists.global.set(address.toLowerCase(), { created: nowSeconds() });
    return { status: 201, body: { recipient_emails: addresses } };
  },
  'GET /v3/asm/suppressions/global/:email': (call) => ({
    status: 200,
    body: lists.global.has(addressIn(call)) ? { recipient_email: addressIn(call) } : {},
  }),
  'DELETE /v3/asm/suppressions/global/:email': remove(lists.global),
  'GET /v3/suppression/bounces/:email': list(lists.bounces),
  'DELETE /v3/suppression/bounces/:email': remove(lists.bounces),
  'GET /v3/suppression/spam_reports/:email': list(lists.spamReports),
  'DELETE /v3/suppression/spam_reports/:email': remove(lists.spamReports),
  'GET /v3/suppression/invalid_emails/:email': list(lists.invalidEmails),
  'DELETE /v3/suppression/invalid_emails/:email': remove(lists.invalidEmails),
});

const addressIn = ({ params }: IncomingCall): string => (params.email ?? '').toLowerCase();

const list =
  (entries: ReadonlyMap<string, SandboxSuppression>) =>
  (call: IncomingCall): SandboxResponse => {
    const found = entries.get(addressIn(call));
    return { status: 200, body: found ? [{ email: addressIn(call), ...found }] : [] };
  };

const remove =
  (entries: Map<string, SandboxSuppression>) =>
  (call: IncomingCall): SandboxResponse =>
    entries.delete(addressIn(call)) ? { status: 204 } : sendgridErrors(404, ['not found', null]);
