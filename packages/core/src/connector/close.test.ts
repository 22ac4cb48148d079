import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineConnector, type HttpClient } from '../index.ts';

interface Closing {
  readonly config: { readonly name: string };
  readonly http: HttpClient;
}

const connect = (name: string, close: (closing: Closing) => void | Promise<void>, sent: string[] = []) =>
  defineConnector({
    id: 'pooled',
    title: 'Pooled',
    category: 'other',
    specVersion: 1,
    config: z.object({ name: z.string() }),
    close,
  })(
    { name },
    {
      http: {
        send: async ({ url }) => {
          sent.push(url);
          return { status: 200, headers: {}, body: new Uint8Array() };
        },
      },
    },
  );

test('a connector closes what it opened besides HTTP once, however often it is told to', async () => {
  const closed: Closing['config'][] = [];
  const note = ({ config }: Closing): void => {
    closed.push(config);
  };
  const [first, second] = [connect('first', note), connect('second', note)];
  await Promise.all([first.close(), first.close()]);
  await first.close();
  await second.close();
  expect(closed).toEqual([{ name: 'first' }, { name: 'second' }]);
});

test('the config that it closes with is the one that its actions had: an object of the instance', async () => {
  const closed: unknown[] = [];
  const note = ({ config }: Closing): void => {
    closed.push(config);
  };
  await connect('same', note).close();
  await connect('same', note).close();
  expect(closed[0]).not.toBe(closed[1]);
});

test('HTTP is still there while it closes', async () => {
  const sent: string[] = [];
  const goodbye = async ({ http }: Closing): Promise<void> => {
    await http.get('https://api.vendor.example/goodbye');
  };
  await connect('polite', goodbye, sent).close();
  expect(sent).toEqual(['https://api.vendor.example/goodbye']);
});

test('what goes wrong while it closes is told, and its own words are not', async () => {
  const stumble = (): void => {
    throw new Error('password hunter2');
  };
  await expect(connect('a', stumble).close()).rejects.toThrow(
    expect.objectContaining({
      code: 'delivery.unexpected',
      connector: 'pooled',
      message: expect.not.stringContaining('hunter2'),
    }),
  );
});
