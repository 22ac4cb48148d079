import { createHmac, hash } from 'node:crypto';
import type { TouchlineEvent } from '@touchline/core';

/** Stands for an event: the same for the same source and id of a tenant, and tells neither. */
export type MarkOf = (event: TouchlineEvent) => string;

/**
 * Ids that grow with time keep their order, so that the marks of what comes together are stored side by side: UUIDs of version 7,
 * which an event gets where nobody says otherwise. They hold nothing but a time and random bits.
 *
 * @param key 32 bytes that only the hub knows.
 */
export const createMarkOf = (key: Uint8Array): MarkOf => {
  const prefix = Buffer.from(key).toString('base64');
  const digest = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  const sources = new Map<string, string>();
  const sourceMark = (text: string): string => {
    let mark = sources.get(text);
    if (mark === undefined) {
      mark = hash('sha256', prefix + text, 'base64url').slice(0, 11);
      if (sources.size >= mostSources) sources.clear();
      sources.set(text, mark);
    }
    return mark;
  };
  return ({ tenantid = '', source, id }) => {
    const from = `${tenantid.length}:${tenantid}${source}`;
    return uuidOfVersion7.test(id)
      ? id + sourceMark(from)
      : digest(`${from.length}:${from}${id}`).slice(0, 22);
  };
};

const mostSources = 1_000;
const uuidOfVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
