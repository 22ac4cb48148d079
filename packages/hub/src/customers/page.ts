import { TouchlineError } from '@touchline/core';
import type { Page, PageOptions } from './customers.ts';

/** How many items a page has. */
export const limitOfPage = ({ limit = 100 }: PageOptions = {}): number => {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new TouchlineError('request.invalid', 'The limit of a page must be a whole number from 1 to 1,000.');
};

/**
 * The numbers that a cursor holds; so many zeros where there is none.
 *
 * @throws TouchlineError `request.invalid` when it is no cursor.
 */
export const readCursor = ({ cursor }: PageOptions = {}, length = 1): readonly number[] => {
  if (cursor === undefined) return new Array(length).fill(0);
  const numbers = /^\d{1,15}(-\d{1,15})*$/.test(cursor) ? cursor.split('-').map(Number) : [];
  if (numbers.length === length) return numbers;
  throw new TouchlineError('request.invalid', 'The cursor is not one that a page gave.');
};

/** A page of items, with the cursor that goes on after the last row. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  items: readonly Item[],
  after: (last: Row) => readonly number[],
): Page<Item> => {
  const last = rows.at(-1);
  return { items, cursor: rows.length === limit && last !== undefined ? after(last).join('-') : undefined };
};
