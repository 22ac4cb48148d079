import type { DeadLetter, DeadLetterFilter } from '@touchline/core';
import { createTypeFilter } from './type-filter.ts';

/** Makes a test of a filter; the SQLite log has the same test as SQL. */
export const deadLetterTest = (filter: DeadLetterFilter): ((letter: DeadLetter) => boolean) => {
  const types = filter.types && createTypeFilter(filter.types);
  return (letter) =>
    holds(filter.ids, letter.id) &&
    holds(filter.kind && [filter.kind], letter.kind) &&
    holds(filter.subscriptions, letter.kind === 'delivery' ? letter.subscription : undefined) &&
    holds(filter.connector === undefined ? undefined : [filter.connector], connectorOf(letter)) &&
    holds(filter.stages, letter.stage) &&
    holds(filter.codes, letter.error.code) &&
    (types === undefined || (letter.kind === 'delivery' && types.matches(letter.event.type))) &&
    letter.buriedAtMs >= (filter.fromMs ?? Number.NEGATIVE_INFINITY) &&
    letter.buriedAtMs < (filter.beforeMs ?? Number.POSITIVE_INFINITY);
};

const holds = <Value>(wanted: readonly Value[] | undefined, value: Value | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value));

const connectorOf = (letter: DeadLetter): string | undefined =>
  letter.kind === 'webhook' ? letter.connector : undefined;
