import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll } from '../fixtures/shop-server.ts';

afterEach(closeAll);

/** The requests of the section on customers in docs/api.md, as curl would send them. */
const requests = (variables: Readonly<Record<string, string>>) => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/api.md'), 'utf8');
  const [, section = ''] = /^## Customers\n(.*?)^## /ms.exec(page) ?? [];
  const commands = [...section.matchAll(/^ {4}curl ((?:.*\\\n)*.*)/gm)].map(([, command = '']) =>
    command
      .replaceAll(/\\\n\s*/g, '')
      .replaceAll(/'?\$([A-Z]+)'?/g, (_, name: string) => variables[name] ?? `$${name}`),
  );
  return commands.map((command) => {
    const path = /(\/v1\/[^"\s]+)/.exec(command)?.[1] ?? '';
    const body = / -d '([^']*)'/.exec(command)?.[1];
    const key = /Idempotency-Key: ([^"]+)"/.exec(command)?.[1];
    const method = /-X POST/.test(command) || body !== undefined ? 'POST' : 'GET';
    return {
      method,
      path,
      options: {
        ...(body !== undefined && { body: JSON.parse(body) as object }),
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      },
    };
  });
};

test('docs/api.md: each command on customers does what it says, in its order', async () => {
  const { call, ordered, idOf } = await openHub();
  for (let count = 0; count < 2; count += 1)
    await ordered({ id: 'u1', email: 'ada@example.com', phone: '+14155550123' });
  await ordered({ id: 'u2' });
  await ordered({ email: 'grace@example.com' });
  const variables = {
    ID: await idOf('user', 'u1'),
    OTHER: await idOf('email', 'grace@example.com'),
    ERASURE: '',
  };
  const asked = requests(variables).map(({ path }) => path);
  expect(asked.length).toBeGreaterThan(14);
  for (const index of asked.keys()) {
    const { method, path, options } = requests(variables)[index] as ReturnType<typeof requests>[0];
    if (path.endsWith('/stream')) continue;
    const { status, body } = await call(method, path, options);
    expect([method, path, status < 300 ? '' : body]).toEqual([method, path, '']);
    if (path.endsWith('/erase')) variables.ERASURE = body.erasure.id;
  }
});
