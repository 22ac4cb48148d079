import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';

export const bookmarksAreDurable: EventLogPromise = {
  name: 'a bookmark is durable once it is written, and the last one counts',
  async run(harness) {
    const log = await harness.open();
    assert.equal(await log.bookmarks.read('poll'), undefined);
    await log.bookmarks.write('poll', 'page-1');
    await log.bookmarks.write('poll', 'page-2');
    await log.bookmarks.write('other', '');
    await harness.crash();
    const again = await harness.open();
    assert.equal(await again.bookmarks.read('poll'), 'page-2');
    assert.equal(await again.bookmarks.read('other'), '');
  },
};
