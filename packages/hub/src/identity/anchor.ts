import { createHmac } from 'node:crypto';
import type { Identifier } from './identifier.ts';

/**
 * The pseudonym of an identifier, `prs_` and 22 letters: equal for equal identifiers of a tenant, and nothing that can be
 * turned back, or checked, without the hub's secret.
 *
 * The *anchor* of an event is that of its strongest identifier. What is stored of the event belongs to its anchor, and a
 * person is a set of anchors. So a merge moves nothing, and a split gives back exactly what each side brought. The id of a
 * person is the anchor of one of its identifiers; the anchors of all its identifiers lead to it as well.
 */
export type AnchorId = `prs_${string}`;

/** Computes anchors. */
export type AnchorOf = (tenant: string, identifier: Identifier) => AnchorId;

/** @param key 32 bytes that only the hub knows. */
export const createAnchorOf =
  (key: Uint8Array): AnchorOf =>
  (tenant, { namespace, value }) => {
    // The lengths keep two different triples from reading the same.
    const text = `${tenant.length}:${tenant}${namespace.length}:${namespace}${value}`;
    return `prs_${createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)}`;
  };

/** Whether a text has the form of an anchor. */
export const isAnchorId = (text: string): text is AnchorId => /^prs_[\w-]{22}$/.test(text);
