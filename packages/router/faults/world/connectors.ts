import {
  type ActionContext,
  type Clock,
  type Connector,
  createKit,
  defineAction,
  type EventMap,
  type Kit,
  type MappedEvent,
  type Reconciliation,
  SignatureError,
} from '@touchline/core';
import { z } from 'zod';
import type { VendorPlan } from './scenario.ts';

/** What every event of the simulation carries: its number. */
export type Data = { readonly n: number };

const data = z.object({ n: z.number() });

/** The simulation's events. */
export const kit = createKit({ 'sim.made': data, 'sim.moved': data, 'other.made': data });

/** What the simulation's kit knows. */
export type SimulatedEvents = typeof kit extends Kit<infer Events extends EventMap> ? Events : never;

/** Which call of which delivery this is. */
export interface CallInput {
  /** The tag of the route. */
  readonly tag: number;
  readonly id: string;
  readonly call: number;
}

const input = z.object({ tag: z.number(), id: z.string(), call: z.number().min(0) });
const output = z.object({ done: z.literal(true) });
const common = { title: 'Do it', description: 'Does it.', input, output, effect: 'write' } as const;

/** By what happens when they are run twice: nothing, nothing, it is done twice, and likewise but one can ask. */
export type ActionName = 'write' | 'put' | 'charge' | 'transfer';

const write = defineAction({ ...common, name: 'write', idempotent: 'key' });
const put = defineAction({ ...common, name: 'put', idempotent: 'natural' });
const charge = defineAction({ ...common, name: 'charge', idempotent: 'no' });
const transfer = defineAction({ ...common, name: 'transfer', idempotent: 'no' });

/** The vendor's side of the connectors. */
export interface Desk {
  act(action: ActionName, input: CallInput, context: ActionContext<unknown>): Promise<{ done: true }>;
  reconcile(
    input: CallInput,
    context: ActionContext<unknown>,
  ): Promise<Reconciliation<{ readonly done: true }>>;
  ask(
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly ids: readonly number[]; readonly cursor: string; readonly more: boolean }>;
}

/** A connector to the desk under a name, within the limits that the vendor sets. */
export const connectTo = (
  { name, rate }: VendorPlan,
  desk: Desk,
  clock: Clock,
  { webhooks, poll }: { readonly webhooks: boolean; readonly poll: boolean },
): Connector => {
  const { receive, poll: asking, ...connector } = factoryOf(name)({ desk }, { clock });
  return {
    ...connector,
    limits: rate ? { rate } : {},
    ...(webhooks && receive && { receive }),
    ...(poll && asking && { poll: asking }),
  };
};

const factories = new Map<string, ReturnType<typeof define>>();

const factoryOf = (id: string): ReturnType<typeof define> => {
  const factory = factories.get(id) ?? define(id);
  factories.set(id, factory);
  return factory;
};

const define = (id: string) =>
  kit.defineConnector({
    id,
    title: id,
    category: 'other',
    specVersion: 1,
    config: z.object({ desk: z.custom<Desk>() }),
    http: () => ({ baseUrl: 'http://127.0.0.1:1' }),
    inbound: {
      verify: ({ headers }) => {
        if (headers['x-signed'] !== 'yes')
          throw new SignatureError('webhook.signature_missing', 'It is not signed.');
      },
      items: (body) => body as readonly unknown[],
      payload: z.object({ n: z.number() }),
      toEvents: ({ n }, { event }) => [event('sim.made', draftOf('w', n))],
    },
    poll: {
      everyMs: 4_000,
      ask: async (cursor, { config, signal, event }) => {
        const { ids, ...rest } = await config.desk.ask(cursor, signal);
        return { ...rest, events: ids.map((n): MappedEvent => event('sim.moved', draftOf('p', n))) };
      },
    },
    actions: (implement) => ({
      write: implement(write, (call, context) => context.config.desk.act('write', call, context)),
      put: implement(put, (call, context) => context.config.desk.act('put', call, context)),
      charge: implement(charge, (call, context) => context.config.desk.act('charge', call, context)),
      transfer: implement(transfer, {
        run: (call, context) => context.config.desk.act('transfer', call, context),
        reconcile: (call, context) => context.config.desk.reconcile(call, context),
      }),
    }),
  });

/** Vendors' events share three partition keys too. */
const draftOf = (prefix: string, n: number) => ({
  id: `${prefix}${n}`,
  time: '2026-06-01T00:00:00Z',
  data: { n },
  partitionkey: `k${n % 3}`,
});
