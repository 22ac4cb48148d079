import type { ConnectorContext, FormFields } from '@touchline/core';
import { z } from 'zod';
import type { TwilioSettings } from './config.ts';

/** What {@link listRecords} found. */
export interface RecordList {
  readonly sids: readonly string[];
  /** False where there are more than were looked at. */
  readonly isWhole: boolean;
}

const pageSize = 1_000;

/** Bounds what one list can cost, whatever the vendor answers. */
const maxPages = 20;

/**
 * The ids of what a list holds, page by page: the first 20 000 of them.
 *
 * @see https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information
 */
export const listRecords = async (
  path: string,
  name: 'messages' | 'calls' | 'recordings' | 'transcriptions',
  filter: FormFields,
  { http, signal }: Pick<ConnectorContext<TwilioSettings>, 'http' | 'signal'>,
): Promise<RecordList> => {
  const response = z.object({
    [name]: z.array(z.object({ sid: z.string().min(1) })),
    next_page_uri: z.string().nullish(),
  });
  const sids: string[] = [];
  let query: FormFields | undefined = { ...filter, PageSize: pageSize };
  for (let page = 0; page < maxPages && query !== undefined; page += 1) {
    const { body } = await http.get(path, { query, response, operation: 'record.list', signal });
    sids.push(...(body[name] as readonly { sid: string }[]).map(({ sid }) => sid));
    query = nextQuery(body.next_page_uri as string | null | undefined);
  }
  return { sids, isWhole: query === undefined };
};

/** Only the query of the next page is taken over: the credentials go to the path that was asked for, and nowhere else. */
const nextQuery = (nextPageUri: string | null | undefined): FormFields | undefined => {
  if (!nextPageUri) return undefined;
  const next = URL.parse(nextPageUri, 'https://api.twilio.com');
  return next ? Object.fromEntries(next.searchParams) : undefined;
};
