import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { openRecord } from './record.ts';
import { type Durability, openService } from './service.ts';

/** So many publishers, each waiting for its acknowledgement before it goes on. */
const publishers = 4;
/** Enough for the longest life; then it goes on delivering. */
const eventsEach = 60;

const [path = '', recordPath = '', durability = '', run = ''] = process.argv.slice(2);

/** Lives until it is killed. The parent starts it ahead, so that what it measures is not the start of Node. */
const live = async (): Promise<void> => {
  const record = openRecord(recordPath, Number(run));
  const { router } = openService(path, durability as Durability, record);
  await router.start();
  process.stdout.write('open\n');
  const publish = async (publisher: number): Promise<void> => {
    for (let count = 0; count < eventsEach; count += 1) {
      const n = (Number(run) * eventsEach + count) * publishers + publisher;
      const id = `e${n}`;
      record('publishing', id);
      await router.publish({ type: 'kill.made', id, partitionkey: `k${n % 5}`, data: { n } });
      record('acknowledged', id);
    }
  };
  await Promise.all(Array.from({ length: publishers }, (_, publisher) => publish(publisher)));
};

// The processes that follow start faster; one that is killed does not get to it by itself.
flushCompileCache();
process.stdout.write('ready\n');
createInterface({ input: process.stdin }).once('line', () => void live());
// Only a signal ends it.
setInterval(() => {}, 60_000);
