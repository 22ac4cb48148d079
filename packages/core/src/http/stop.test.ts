import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CallAbortController, type StopListener, StopListeners, stopOf } from './stop.ts';

const createListener = (): StopListener & { stops: number } => ({
  stops: 0,
  onStop() {
    this.stops += 1;
  },
});

describe.each([
  ['a signal of any other kind', () => new AbortController()],
  ['the signal of a call', () => new CallAbortController()],
])('%s as what stops', (_, create) => {
  test('tells each listener once when it aborts, and none that was removed', () => {
    const controller = create();
    const stop = stopOf(controller.signal);
    const [one, other, removed] = [createListener(), createListener(), createListener()];
    for (const listener of [removed, one, other]) stop.addStopListener(listener);
    stop.removeStopListener(removed);
    expect(stop.isStopped).toBe(false);
    controller.abort(new Error('enough'));
    controller.abort(new Error('again'));
    expect(stop.isStopped).toBe(true);
    expect([one.stops, other.stops, removed.stops]).toEqual([1, 1, 0]);
  });

  test('is an AbortSignal with the reason that it was aborted for', () => {
    const controller = create();
    let heard = 0;
    controller.signal.addEventListener('abort', () => {
      heard += 1;
    });
    const reason = new Error('enough');
    controller.abort(reason);
    controller.abort(new Error('again'));
    expect(controller.signal).toBeInstanceOf(AbortSignal);
    expect([controller.signal.aborted, controller.signal.reason, heard]).toEqual([true, reason, 1]);
  });
});

test('who hears of an abort from its controller needs no event', () => {
  const { signal } = new CallAbortController();
  stopOf(signal).addStopListener(createListener());
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a listener that removes itself or adds another while all are told changes nothing for the others', () => {
  const listeners = new StopListeners();
  const late = createListener();
  const last = createListener();
  const first: StopListener = {
    onStop: () => {
      listeners.remove(first);
      listeners.add(late);
    },
  };
  listeners.add(first);
  listeners.add(last);
  listeners.tell();
  expect([late.stops, last.stops]).toEqual([0, 1]);
});
