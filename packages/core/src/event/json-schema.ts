import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import { dataschemaOf } from './dataschema.ts';
import type { EventDefinition } from './envelope.ts';

/** A JSON Schema of draft 2020-12 as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of an event's data, as it stands at its `dataschema` URI. It takes what {@link EventDefinition.data}
 * takes: unknown keys are allowed, because a type grows by additions. Personal fields keep their `x-pii` mark. The same
 * definition gives the same bytes.
 *
 * @throws TouchlineError `event.invalid` when the schema holds what JSON cannot, such as a Date or a bigint.
 */
export const jsonSchemaOf = (definition: EventDefinition): JsonSchema => {
  // Of the two sides of a schema, `input` is what is sent; `output` would also forbid unknown keys.
  const { $schema, ...schema } = generated(definition, 'input');
  return {
    $schema,
    $id: dataschemaOf(definition.type, definition.version),
    title: definition.title,
    description: definition.description,
    ...schema,
    ...(definition.example !== undefined && { examples: [definition.example] }),
  };
};

/**
 * Checks that data of an event comes back from its JSON text as it went in: its schema knows only what JSON can hold, and
 * gives what it takes.
 *
 * @throws TouchlineError `event.invalid` when it does not, as with a Date, a bigint or a transform.
 */
export const assertStorable = (definition: EventDefinition): void => {
  generated(definition, 'input');
  generated(definition, 'output');
};

const generated = ({ type, data }: EventDefinition, io: 'input' | 'output'): Record<string, unknown> => {
  try {
    return z.toJSONSchema(data, { target: 'draft-2020-12', io });
  } catch (cause) {
    throw new TouchlineError(
      'event.invalid',
      `The data of event "${type}" cannot be described as JSON Schema; use what JSON can hold, and no transforms.`,
      { cause },
    );
  }
};
