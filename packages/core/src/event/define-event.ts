import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { EventDefinition, EventSpec } from './envelope.ts';

const typePattern = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;

/**
 * Defines an event type: its name, its schema, and an example for people and tests.
 *
 * @throws TouchlineError `event.invalid` when the type is not `noun.past_tense` in lower case, when its data has no
 *   schema, when the version is not a positive integer, or when an upcaster from an older version is missing.
 */
export const defineEvent = <const Type extends string, Data extends z.ZodType>(
  spec: EventSpec<Type, Data>,
): EventDefinition<Type, Data> => {
  const { type, data, version = 1, upcast = {} } = spec ?? ({} as typeof spec);
  if (typeof type !== 'string' || !typePattern.test(type))
    throw new TouchlineError(
      'event.invalid',
      `Event type "${String(type)}" must be lower-case words joined by dots, such as order.paid.`,
    );
  if (!(data instanceof z.ZodType))
    throw new TouchlineError('event.invalid', `The data of event "${type}" must be a schema of zod 4.`);
  if (!Number.isSafeInteger(version) || version < 1)
    throw new TouchlineError('event.invalid', `The version of event "${type}" must be a positive integer.`);
  for (let from = 1; from < version; from += 1)
    if (typeof upcast?.[from] !== 'function')
      throw new TouchlineError(
        'event.invalid',
        `Event "${type}" version ${version} needs an upcaster from version ${from}.`,
      );
  return { ...spec, version };
};
