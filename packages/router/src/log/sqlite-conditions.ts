import type { DeadLetterFilter } from '@touchline/core';
import { sequenceOf } from './dead-letter-id.ts';
import { createTypeFilter, type TypeFilter } from './type-filter.ts';

/** A condition and the values of its parameters, in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Which types are wanted, over the column `type`. */
export const typeCondition = (filter: TypeFilter): Condition => {
  if (filter.all) return always;
  const exact = filter.exact.size > 0 ? [listed('type', [...filter.exact])] : [];
  // A prefix is the range from `payment.` up to `payment/`, the next character after the dot.
  const ranges = filter.prefixes.map((prefix) => ({
    sql: '(type >= ? AND type < ?)',
    values: [prefix, `${prefix.slice(0, -1)}/`],
  }));
  return combine([...exact, ...ranges], 'OR', never);
};

/** Which dead letters are meant; the memory log has the same test in `dead-letter-match.ts`. */
export const deadLetterCondition = (filter: DeadLetterFilter): Condition => {
  const parts: Condition[] = [];
  if (filter.ids)
    parts.push(
      listed(
        'sequence',
        filter.ids.flatMap((id) => sequenceOf(id) ?? []),
      ),
    );
  if (filter.kind !== undefined) parts.push({ sql: 'kind = ?', values: [filter.kind] });
  if (filter.subscriptions) parts.push(listed('subscription', filter.subscriptions));
  if (filter.connector !== undefined) parts.push({ sql: 'connector = ?', values: [filter.connector] });
  if (filter.stages) parts.push(listed('stage', filter.stages));
  if (filter.codes) parts.push(listed('code', filter.codes));
  if (filter.types)
    parts.push(combine([typeCondition(createTypeFilter(filter.types)), isDelivery], 'AND', always));
  if (filter.fromMs !== undefined) parts.push({ sql: 'buried_at_ms >= ?', values: [filter.fromMs] });
  if (filter.beforeMs !== undefined) parts.push({ sql: 'buried_at_ms < ?', values: [filter.beforeMs] });
  return combine(parts, 'AND', always);
};

/** Lists travel as one JSON parameter: there is no bound on their length, and the statement stays the same. */
const listed = (column: string, values: readonly (string | number)[]): Condition => ({
  sql: `${column} IN (SELECT value FROM json_each(?))`,
  values: [JSON.stringify(values)],
});

const combine = (parts: readonly Condition[], word: 'AND' | 'OR', none: Condition): Condition =>
  parts.length === 0
    ? none
    : {
        sql: `(${parts.map(({ sql }) => sql).join(` ${word} `)})`,
        values: parts.flatMap(({ values }) => values),
      };

const always: Condition = { sql: '1', values: [] };
const never: Condition = { sql: '0', values: [] };
const isDelivery: Condition = { sql: "kind = 'delivery'", values: [] };
