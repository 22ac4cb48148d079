import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret, TouchlineError } from '@touchline/core';
import type { ConnectorSpecimen } from './connector-specimen.ts';

/** The texts of a config that are secret: those that its schema marks so. */
export const secretsOf = ({ factory, config }: ConnectorSpecimen): readonly string[] => {
  const parsed = factory.configSchema.safeParse(config);
  const found: string[] = [];
  collect(parsed.success ? parsed.data : undefined, found);
  // Shorter ones stand in many texts by chance.
  return [...new Set(found)].filter((secret) => secret.length >= 6);
};

const collect = (value: unknown, found: string[]): void => {
  if (value instanceof Secret) found.push(value.reveal());
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) collect(member, found);
};

/** Of free text nobody can tell a name; what has a shape of its own can be told. */
const ada = ['ada@example.com', '+14155550123'];

/** What must not be seen in an error. */
export const unspeakable = (specimen: ConnectorSpecimen): readonly string[] => [
  ...secretsOf(specimen),
  ...(specimen.outbound?.personal ?? ada),
];

/** Fails where one of the texts can be read in a value, however it is printed. */
export const assertSilent = (value: unknown, texts: readonly string[]): void => {
  const printed = [
    inspect(value, { depth: 12 }),
    JSON.stringify(value) ?? '',
    value instanceof Error ? `${value.message} ${value.stack}` : '',
    TouchlineError.isInstance(value) ? JSON.stringify(value.toJSON()) : '',
  ].join('\n');
  for (const [index, text] of texts.entries())
    assert.ok(
      !printed.includes(text),
      `a secret or personal text (${index + 1} of ${texts.length}) can be read in it`,
    );
};

/** Fails where what was thrown is not of the error family. */
export function assertInFamily(thrown: unknown): asserts thrown is TouchlineError {
  assert.ok(
    TouchlineError.isInstance(thrown),
    `what is thrown must be a TouchlineError, not a ${thrown instanceof Error ? thrown.constructor.name : typeof thrown}`,
  );
}
