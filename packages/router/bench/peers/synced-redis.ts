import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A Redis of our own, reached through a socket in the folder. */
export interface SyncedRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Redis that is as durable as our log is: it syncs before it answers. Undefined when there is no `redis-server`
 * on the path.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/#how-durable-is-the-append-only-file
 */
export const startSyncedRedis = async (folder: string): Promise<SyncedRedis | undefined> => {
  const socket = join(folder, 'redis.sock');
  const settings = {
    port: '0',
    unixsocket: socket,
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
  };
  const server: ChildProcess = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  let isOver = false;
  const over = Promise.race([once(server, 'exit'), once(server, 'error')]).finally(() => {
    isOver = true;
  });
  for (let looks = 0; looks < 200 && !isOver && !existsSync(socket); looks += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  if (isOver || !existsSync(socket)) return undefined;
  return {
    url: socket,
    async stop() {
      server.kill();
      await over;
    },
  };
};
