import { valueAt } from '../webhook/read-source.ts';

/**
 * A filter as data: each key is a path into the event, such as `source` or `data.amount.currency`, each value what must
 * stand there, or a list of what may. It can be stored, drawn and sent.
 */
export type DataFilter = { readonly [path: string]: FilterValue | readonly FilterValue[] };

/** What a data filter compares with. */
export type FilterValue = string | number | boolean | null;

/** Whether all that a filter asks for stands in the event. Only own properties are looked at. */
export const passesDataFilter = (filter: DataFilter, event: unknown): boolean =>
  Object.entries(filter).every(([path, wanted]) => {
    const found = valueAt(event, path.split('.'));
    return Array.isArray(wanted) ? wanted.includes(found) : wanted === found;
  });
