import type { CustomerExport } from '../export/customer-export.ts';
import type { AnchorId } from '../identity/anchor.ts';
import type { HubStorage } from '../storage/hub-storage.ts';

/** The audiences that a person is in. */
export const audiencesOf = async (
  anchors: readonly AnchorId[],
  { audiences }: Pick<HubStorage, 'audiences'>,
): Promise<CustomerExport['audiences']> =>
  (await audiences.memberships(anchors))
    .filter(({ isMember }) => isMember)
    .map(({ audience, sinceMs }) => ({ name: audience, since: new Date(sinceMs).toISOString() }));
