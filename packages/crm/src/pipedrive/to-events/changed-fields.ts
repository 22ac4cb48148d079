import { isDeepStrictEqual } from 'node:util';
import type { ChangedField, JsonValue } from '@touchline/core';
import type { PipedriveChange } from '../payload.ts';
import { propertiesOf } from './record-values.ts';

/**
 * What changed: version 2 says so, version 1 sends the record before and after. That the record was changed just now is no news, and is left
 * out.
 */
export const changedFieldsOf = ({ current = {}, previous, isPartial }: PipedriveChange): ChangedField[] => {
  if (previous === undefined) return [];
  const [now, before] = [propertiesOf(current), propertiesOf(previous)];
  const names = isPartial ? Object.keys(before) : [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names
    .filter((name) => name !== 'update_time')
    .filter((name) => isPartial || !isDeepStrictEqual(now[name] ?? null, before[name] ?? null))
    .map((name) => ({ name, ...valueIn('value', now, name), ...valueIn('previousValue', before, name) }));
};

const valueIn = <Key extends string>(
  key: Key,
  properties: Readonly<Record<string, JsonValue>>,
  name: string,
): { [Name in Key]?: JsonValue } =>
  (Object.hasOwn(properties, name) ? { [key]: properties[name] } : {}) as { [Name in Key]?: JsonValue };
