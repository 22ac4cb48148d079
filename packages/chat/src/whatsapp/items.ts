import { type Fields, fieldsOf, openBatch } from '../meta/entries.ts';

/** The kinds of thing that one change can list, by the name of the list. */
const lists = {
  messages: 'message',
  statuses: 'status',
  calls: 'call',
  message_echoes: 'echo',
  user_preferences: 'preference',
} as const;

/**
 * Takes a batch apart, down to single messages and statuses, in their order, so that one that cannot be understood costs no
 * other. What is no such list is one item under the name of its field.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
 */
export const itemsOf = (body: unknown): readonly unknown[] => {
  const { object, entries } = openBatch(body);
  if (object !== undefined && object !== 'whatsapp_business_account')
    return [{ kind: 'other', name: String(object) }];
  return entries.flatMap((entry) => {
    const { id, time, changes } = fieldsOf(entry) ?? {};
    if (!Array.isArray(changes)) return [entry];
    return changes.flatMap((change) => itemsOfChange(change, { wabaId: id, entryTime: time }));
  });
};

const itemsOfChange = (change: unknown, entry: Fields): readonly unknown[] => {
  const { field, value } = fieldsOf(change) ?? {};
  const found = fieldsOf(value);
  if (typeof field !== 'string' || !found) return [change];
  const { metadata, contacts } = found;
  const context = { ...entry, metadata, contacts };
  const items = Object.entries(lists).flatMap(([name, kind]) => {
    const list = Object.hasOwn(found, name) ? found[name] : undefined;
    return Array.isArray(list) ? list.map((item: unknown) => ({ kind, context, item })) : [];
  });
  if (items.length > 0) return items;
  if (field === 'account_update' && installations.has(found.event))
    return [{ kind: 'installation', context, item: found }];
  return [{ kind: 'other', name: nameOf(field, found) }];
};

/** @see https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks/components#account-update */
const installations: ReadonlySet<unknown> = new Set([
  'PARTNER_ADDED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'PARTNER_REMOVED',
]);

/** `account_update (DISABLED_UPDATE)`, `messages (errors)`. */
const nameOf = (field: string, { event, errors }: Fields): string => {
  const more = typeof event === 'string' ? event : errors === undefined ? '' : 'errors';
  return more === '' ? field : `${field} (${more})`;
};
