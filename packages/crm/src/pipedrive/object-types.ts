import type { RecordKind } from '../records/record-event.ts';

const kindsByEntity: ReadonlyMap<string, RecordKind> = new Map([
  ['person', 'contact'],
  ['organization', 'company'],
  ['deal', 'deal'],
  ['lead', 'lead'],
  ['note', 'note'],
  ['activity', 'task'],
]);

const kindsOfActivity: ReadonlyMap<unknown, RecordKind> = new Map([
  ['call', 'call'],
  ['meeting', 'meeting'],
  ['email', 'email'],
]);

/**
 * The kind of a record; undefined for what the connector does not know. An account may have activities of further types, which are tasks.
 *
 * @see https://pipedrive.readme.io/docs/list-of-webhooks-v2
 */
export const recordKindOf = (entity: string, type: unknown): RecordKind | undefined =>
  (entity === 'activity' ? kindsOfActivity.get(type) : undefined) ?? kindsByEntity.get(entity);

/** Where records are in Pipedrive's application; of notes and activities there is no page of their own. */
const pages: ReadonlyMap<string, string> = new Map([
  ['person', 'person'],
  ['organization', 'organization'],
  ['deal', 'deal'],
  ['lead', 'leads/inbox'],
]);

/** The page of a record, at the host that the webhook names. */
export const pageOf = (host: string | undefined, entity: string, id: string): string | undefined => {
  const page = pages.get(entity);
  if (page === undefined || host === undefined || !/^[a-z0-9-]{1,63}\.pipedrive\.com$/.test(host))
    return undefined;
  return `https://${host}/${page}/${encodeURIComponent(id)}`;
};
