import type { SentAssociation } from './records.ts';

/** The kinds of records that others are tied to. */
export type AssociatedKind = 'contact' | 'company' | 'deal' | 'ticket';

/**
 * HubSpot's ids of the ties from a new record to one that is there; a tie has one id in each direction. Those to a company
 * are the plain ones, not "primary company".
 *
 * @see https://developers.hubspot.com/docs/guides/api/crm/associations/associations-v4#association-type-id-values
 */
const associationTypeIds = {
  deal: { contact: 3, company: 341 },
  ticket: { contact: 16, company: 339, deal: 28 },
  call: { contact: 194, company: 182, deal: 206, ticket: 220 },
  email: { contact: 198, company: 186, deal: 210, ticket: 224 },
  meeting: { contact: 200, company: 188, deal: 212, ticket: 226 },
  note: { contact: 202, company: 190, deal: 214, ticket: 228 },
  task: { contact: 204, company: 192, deal: 216, ticket: 230 },
} as const satisfies Record<string, { readonly [To in AssociatedKind]?: number }>;

/** The ties of a new record to the records that have an id here. */
export const associationsOf = <Kind extends keyof typeof associationTypeIds>(
  kind: Kind,
  ids: { readonly [To in keyof (typeof associationTypeIds)[Kind]]?: string | undefined },
): SentAssociation[] =>
  Object.entries<string | undefined>(ids).flatMap(([to, id]) => {
    const associationTypeId = new Map<string, number>(Object.entries(associationTypeIds[kind])).get(to);
    if (id === undefined || associationTypeId === undefined) return [];
    return [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }];
  });
