import { type Fields, fieldsOf, openBatch } from '../entries.ts';

/**
 * Takes a batch apart, down to single messaging events, in their order, so that one that cannot be understood costs no other.
 * Posts, comments and the like are one item under the name of their field; so is what happens in a conversation that
 * another app has in hand (`standby`).
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
 * @param object what the channel calls its batches: `page`, `instagram`.
 */
export const messagingItemsOf =
  (object: 'page' | 'instagram') =>
  (body: unknown): readonly unknown[] => {
    const batch = openBatch(body);
    if (batch.object !== undefined && batch.object !== object)
      return [{ kind: 'other', name: String(batch.object) }];
    return batch.entries.flatMap((entry) => itemsOfEntry(entry));
  };

const itemsOfEntry = (entry: unknown): readonly unknown[] => {
  const found = fieldsOf(entry);
  const { id, time, messaging, standby, changes } = found ?? {};
  const account = { accountId: id, entryTime: time };
  const items = [
    ...listOf(messaging).map((event) => ({ ...account, kind: 'messaging', event })),
    ...listOf(standby).map((event) => ({ kind: 'other', name: `standby (${kindOf(event)})` })),
    ...listOf(changes).map((change) => itemOfChange(change, account)),
  ];
  return items.length > 0 ? items : [entry];
};

/** The samples of the App Dashboard have the very events of `messaging` as changes. */
const itemOfChange = (change: unknown, account: Fields): unknown => {
  const { field, value } = fieldsOf(change) ?? {};
  if (typeof field !== 'string') return change;
  return fieldsOf(value)?.sender === undefined
    ? { kind: 'other', name: field }
    : { ...account, kind: 'messaging', event: value };
};

/** What an event is about: the one key that is none of its envelope. */
export const kindOf = (event: unknown): string =>
  Object.keys(fieldsOf(event) ?? {}).find((key) => !envelope.has(key)) ?? 'empty';

const envelope: ReadonlySet<string> = new Set([
  'sender',
  'recipient',
  'timestamp',
  'hop_context',
  'prior_message',
]);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
