import {
  type ConnectorContext,
  type CustomerRef,
  type ErasureReceipt,
  TouchlineError,
  urlPath,
} from '@touchline/core';
import type { TwilioSettings } from './config.ts';
import { listRecords } from './list-records.ts';

type Context = ConnectorContext<TwilioSettings>;

/**
 * Deletes the person's messages, by SMS and WhatsApp, with their media; their calls; and the recordings of those calls, with
 * their transcriptions. The receipt's reference says how many messages and calls it were. Repeating it does no harm.
 *
 * What Twilio has only just finished cannot be deleted yet (20009): then it throws with disposition `retry`, and so it does
 * where there were more than it looks at; what it deleted until there stays deleted.
 *
 * @see https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource
 * @see https://www.twilio.com/docs/voice/api/call-resource#delete-a-call-resource
 * @see https://www.twilio.com/docs/voice/api/recording#delete-a-recording-resource
 * @see https://support.twilio.com/hc/en-us/articles/223133687 (media goes with its message)
 */
export const eraseCustomer = async (customer: CustomerRef, context: Context): Promise<ErasureReceipt> => {
  const account = urlPath`/Accounts/${context.config.accountSid}`;
  let count = 0;
  let isWhole = true;
  for (const address of addressesOf(customer))
    for (const party of ['To', 'From']) {
      const filter = { [party]: address };
      const messages = await listRecords(`${account}/Messages.json`, 'messages', filter, context);
      for (const sid of messages.sids) await deleteRecord(`${account}/Messages`, sid, context);
      const calls = await listRecords(`${account}/Calls.json`, 'calls', filter, context);
      for (const sid of calls.sids) await deleteCall(account, sid, context);
      count += messages.sids.length + calls.sids.length;
      isWhole &&= messages.isWhole && calls.isWhole;
    }
  if (!isWhole)
    throw new TouchlineError(
      'delivery.timeout',
      `${count} records were erased and more are left: erase again.`,
      {
        connector: 'twilio',
      },
    );
  return count === 0 ? { status: 'not_found' } : { status: 'erased', reference: `${count} records` };
};

const addressesOf = ({ phone, externalIds }: CustomerRef): readonly string[] => [
  ...(phone === undefined ? [] : [phone, `whatsapp:${phone}`]),
  ...(externalIds?.twilio === undefined ? [] : [externalIds.twilio]),
];

/** Its recordings would outlive it, with nothing left that leads to them: they go first. */
const deleteCall = async (account: string, sid: string, context: Context): Promise<void> => {
  const { sids } = await listRecords(
    account + urlPath`/Calls/${sid}/Recordings.json`,
    'recordings',
    {},
    context,
  );
  for (const recording of sids) {
    const path = account + urlPath`/Recordings/${recording}/Transcriptions`;
    const texts = await listRecords(`${path}.json`, 'transcriptions', {}, context);
    for (const text of texts.sids) await deleteRecord(path, text, context);
    await deleteRecord(`${account}/Recordings`, recording, context);
  }
  await deleteRecord(`${account}/Calls`, sid, context);
};

/** What is gone already is as good as deleted. */
const deleteRecord = async (path: string, sid: string, { http, signal }: Context): Promise<void> => {
  try {
    await http.delete(path + urlPath`/${`${sid}.json`}`, {
      idempotent: true,
      operation: 'record.erase',
      signal,
    });
  } catch (error) {
    if (!TouchlineError.isInstance(error) || error.vendorStatus !== 404) throw error;
  }
};
