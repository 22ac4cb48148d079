import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activeTrace } from './index.ts';
import { contextOf, spanContextOf } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('the span that an event names', () => {
  test.each([
    [`00-${traceId}-${spanId}-01`, 1],
    [`00-${traceId}-${spanId}-00`, 0],
    [`00-${traceId}-${spanId}-03`, 3],
    // A version to come may say more.
    [`01-${traceId}-${spanId}-01-more`, 1],
    [`cc-${traceId}-${spanId}-01`, 1],
  ])('is read: %s', (traceparent, traceFlags) => {
    expect(spanContextOf({ traceparent })).toEqual({ traceId, spanId, traceFlags, isRemote: true });
  });

  test('has the state that came with it', () => {
    const named = spanContextOf({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'acme=1,other=2' });
    expect(named?.traceState?.serialize()).toBe('acme=1,other=2');
  });

  test.each([
    [undefined],
    [''],
    ['sentinel'],
    [`00-${traceId}-${spanId}`],
    [`00-${traceId}-${spanId}-01-more`],
    [`ff-${traceId}-${spanId}-01`],
    [`00-${'0'.repeat(32)}-${spanId}-01`],
    [`00-${traceId}-${'0'.repeat(16)}-01`],
    [`00-${traceId.toUpperCase()}-${spanId}-01`],
    [`00-${traceId}-${spanId}-0`],
    [` 00-${traceId}-${spanId}-01`],
  ])('is none in %j', (traceparent) => {
    expect(spanContextOf(traceparent === undefined ? {} : { traceparent })).toBeUndefined();
  });

  test('is never the one that happens to be active', () => {
    expect(trace.getSpanContext(contextOf(undefined))).toBeUndefined();
  });
});

describe('the active span, as attributes of an event', () => {
  const active = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (within, run, self, ...parts) => active.run(within, () => run.apply(self, parts)),
    bind: (_within, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  beforeAll(() => {
    context.setGlobalContextManager(manager);
  });
  afterAll(() => context.disable());

  test.each([
    { traceparent: `00-${traceId}-${spanId}-01` },
    { traceparent: `00-${traceId}-${spanId}-00`, tracestate: 'acme=1' },
  ])('says of it what another process reads: %j', (attributes) => {
    context.with(contextOf(spanContextOf(attributes)), () => {
      expect(activeTrace()).toEqual(attributes);
    });
  });

  test('is nothing when no span is active, or an invalid one', () => {
    expect(activeTrace()).toEqual({});
    const invalid = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0', spanId: '0', traceFlags: 1 });
    expect(context.with(invalid, activeTrace)).toEqual({});
  });
});
