import assert from 'node:assert/strict';
import {
  isSkip,
  issuesOf,
  type Reaction,
  reactionTools,
  sentenceOf,
  type TouchlineEvent,
  touchpointCatalogue,
} from '@touchline/core';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';

const promise = promiseOf('on', ({ factory }) => factory.handles.length > 0);

/** Each event that the connector reacts to: its example whole, and with what may be absent taken away piece by piece. */
const eventsFor = ({ factory }: ConnectorSpecimen): readonly TouchlineEvent[] =>
  factory.handles
    .filter((type) => touchpointCatalogue.has(type))
    .flatMap((type) => {
      const { example, data } = touchpointCatalogue.definition(type);
      const whole = example as Readonly<Record<string, unknown>>;
      const variants = [whole, ...Object.keys(whole).map((key) => without(whole, key))];
      return variants
        .filter((variant) => data.safeParse(variant).success)
        .map((variant) =>
          touchpointCatalogue.create({
            type,
            id: `evt-${type}`,
            source: '/connectors/elsewhere',
            time: '2026-01-01T00:00:00Z',
            data: variant,
          } as never),
        );
    });

const without = (
  record: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> => {
  const { [key]: _, ...rest } = record;
  return rest;
};

/** Whoever writes to it throws. */
const deepFrozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
};

/** What the kit promises of default reactions. */
export const reactionPromises: readonly ConnectorPromise[] = [
  promise(
    'every event that it reacts to leads to calls that its actions take, or to a reason',
    async (specimen) => {
      const connector = specimen.factory(specimen.config as never);
      const tools = reactionTools<never>(Object.keys(connector.actions));
      for (const event of eventsFor(specimen)) {
        const react = connector.on[event.type] as Reaction<TouchlineEvent, never>;
        const decided = react(event, tools);
        if (isSkip(decided)) {
          assert.ok(decided.skip.length > 0, `${event.type} must be skipped for a reason: skip('…')`);
          continue;
        }
        for (const { action, input } of Array.isArray(decided) ? decided : [decided]) {
          const contract = connector.actions[action]?.contract;
          assert.ok(contract, `${event.type} must not call ${action}, which there is not`);
          const parsed = contract.input.safeParse(input);
          assert.ok(
            parsed.success,
            `${event.type} must call ${action} with what it takes: ${parsed.error && sentenceOf(issuesOf(parsed.error))}`,
          );
        }
      }
      await connector.close();
    },
  ),
  promise('the same event leads to the same decision, and is not changed', async (specimen) => {
    const [one, other] = [
      specimen.factory(specimen.config as never),
      specimen.factory(specimen.config as never),
    ];
    const tools = reactionTools<never>(Object.keys(one.actions));
    for (const event of eventsFor(specimen).map((each) => deepFrozen(structuredClone(each)))) {
      const before = JSON.stringify(event);
      const decided = (one.on[event.type] as Reaction<TouchlineEvent, never>)(event, tools);
      assert.deepEqual((one.on[event.type] as Reaction<TouchlineEvent, never>)(event, tools), decided);
      assert.deepEqual((other.on[event.type] as Reaction<TouchlineEvent, never>)(event, tools), decided);
      assert.equal(JSON.stringify(event), before);
    }
    await Promise.all([one.close(), other.close()]);
  }),
];
