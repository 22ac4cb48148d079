import { startLoad } from './load.ts';
import { paymentDraft } from './payment.ts';
import { startServed } from './served.ts';
import type { Suite } from './suite.ts';

/** Readers of the event stream, in a process of their own: how many events a second each of them gets, none lost. */
export const sseFanOut: Suite = {
  name: 'sse-fanout',
  async run(size) {
    const [readers, events] = size === 'full' ? [100, 10_000] : [5, 200];
    const served = await startServed();
    const load = startLoad({
      kind: 'readers',
      url: `${served.url}/v1/events/stream`,
      key: served.key,
      readers,
      events,
    });
    await load.ready;
    for (let first = 0; first < events; first += 100)
      await served.router.publishAll(
        Array.from({ length: 100 }, (_, index) => paymentDraft(String(first + index))),
      );
    const { rate, failed } = await load.report;
    await served.close();
    return {
      figures: { sse_fanout: rate },
      raw: { sse_readers: readers, sse_events_per_s_in_all: rate * readers, sse_events_lost: failed },
    };
  },
};
