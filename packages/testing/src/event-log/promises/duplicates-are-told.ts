import assert from 'node:assert/strict';
import type { EventLogPromise } from '../event-log-harness.ts';
import { someEvent, someEvents } from '../some-events.ts';
import { drain } from '../taking.ts';

export const duplicatesAreTold: EventLogPromise = {
  name: 'an event that the log holds is not written again, and its receipt says so',
  async run(harness) {
    const log = await harness.open();
    const subscription = await log.subscribe({ name: 'all', types: ['*'] });
    const [original] = await log.append(someEvents('a'));
    const again = await log.append(someEvents('a', 'b', 'b'));
    assert.deepEqual(again[0], { position: original?.position, duplicate: true });
    assert.deepEqual(
      again.map(({ duplicate }) => duplicate),
      [true, false, true],
    );
    assert.equal(again[2]?.position, again[1]?.position);
    const [elsewhere] = await log.append([someEvent({ id: 'a', source: '/elsewhere' })]);
    assert.equal(elsewhere?.duplicate, false, 'the same id of another source is another event');
    assert.deepEqual(await drain(harness, subscription), ['a', 'b', 'a']);
    await harness.crash();
    const [afterCrash] = await (await harness.open()).append(someEvents('b'));
    assert.deepEqual(afterCrash, { position: again[1]?.position, duplicate: true });
  },
};
