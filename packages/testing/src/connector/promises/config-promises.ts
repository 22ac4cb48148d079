import assert from 'node:assert/strict';
import type { TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { assertInFamily, assertSilent, secretsOf } from '../leaks.ts';

const promise = promiseOf('config');

/** What a config throws. */
const refusalOf = ({ factory }: ConnectorSpecimen, config: unknown): TouchlineError => {
  try {
    factory(config as never);
  } catch (thrown) {
    assertInFamily(thrown);
    return thrown;
  }
  throw new assert.AssertionError({ message: 'a config that is wrong must be refused, and was taken' });
};

/** What the kit promises of a connector's config and its contracts. */
export const configPromises: readonly ConnectorPromise[] = [
  promise('a key that it does not know is refused by name', (specimen) => {
    const { code, message } = refusalOf(specimen, { ...specimen.config, colour: 'red' });
    assert.equal(code, 'config.invalid');
    assert.match(message, /colour/);
  }),
  promise('a key that is left out has a default, or is asked for by name', async (specimen) => {
    for (const key of Object.keys(specimen.config)) {
      const { [key]: _, ...rest } = specimen.config;
      const parsed = specimen.factory.configSchema.safeParse(rest);
      if (parsed.success) await specimen.factory(rest as never).close();
      else
        assert.ok(
          refusalOf(specimen, rest).message.includes(key),
          `${key} must be asked for by name where it is left out`,
        );
    }
  }),
  promise('a value of the wrong type is refused by name, and not shown', (specimen) => {
    for (const key of Object.keys(specimen.config)) {
      const refusal = refusalOf(specimen, { ...specimen.config, [key]: { wrong: 'sentinel-value-7' } });
      assert.equal(refusal.code, 'config.invalid');
      assert.ok(refusal.message.includes(key), `${key} must be named where it is of the wrong type`);
      assertSilent(refusal, [...secretsOf(specimen), 'sentinel-value-7']);
    }
  }),
  promise('what is no config at all is refused', (specimen) => {
    for (const nothing of [undefined, null, 7, 'text', []])
      assert.equal(refusalOf(specimen, nothing).code, 'config.invalid');
  }),
  promise('its secrets are shown nowhere', async (specimen) => {
    const secrets = secretsOf(specimen);
    const connector = specimen.factory(specimen.config as never);
    assertSilent(connector, secrets);
    assertSilent(specimen.factory.configSchema.parse(specimen.config), secrets);
    await connector.close();
  }),
  promise('it has a JSON Schema in which every key is explained', ({ factory }) => {
    const { properties = {} } = z.toJSONSchema(factory.configSchema, { io: 'input' }) as {
      properties?: Readonly<Record<string, { readonly description?: string }>>;
    };
    for (const [key, { description }] of Object.entries(properties))
      assert.ok(description, `${key} must be explained: give it .describe('…')`);
  }),
  promise(
    'every action has a JSON Schema of its input and output, and an example that parses',
    ({ factory }) => {
      for (const { name, input, output, example } of Object.values(factory.contracts)) {
        z.toJSONSchema(input, { io: 'input' });
        z.toJSONSchema(output, { io: 'output' });
        assert.ok(example !== undefined, `${name} must have an example`);
        assert.ok(input.safeParse(example).success, `the example of ${name} must parse`);
      }
    },
  ),
];
