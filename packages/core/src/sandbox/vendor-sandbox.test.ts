import { describe, expect, test } from 'vitest';
import { createSandbox } from './index.ts';

const sandboxOf = () =>
  createSandbox({
    authorize: ({ headers }) =>
      headers.authorization === 'Bearer good' ? undefined : { status: 401, body: { error: 'unauthorized' } },
    routes: {
      'GET /things/:id': ({ params }) => ({ status: 200, body: { id: params.id } }),
      'GET /things/:id.json': ({ params }) => ({ status: 200, body: { file: params.id } }),
      'POST /things': ({ text }) => ({ status: 201, body: JSON.parse(text) }),
    },
    notFound: ({ path }) => ({ status: 404, body: `no ${path}` }),
  });

const get = (path: string, authorization = 'Bearer good') =>
  new Request(`http://vendor.test${path}`, { headers: { authorization } });

describe('a vendor sandbox', () => {
  test('answers by method and path, with the named parts decoded', async () => {
    const sandbox = sandboxOf();
    expect(await (await sandbox.fetch(get('/things/a%20b'))).json()).toEqual({ id: 'a b' });
  });

  test('takes a dot in a route as a dot', async () => {
    const sandbox = sandboxOf();
    const response = await sandbox.fetch(get('/things/7xjson'));
    expect(await response.json()).toEqual({ id: '7xjson' });
  });

  test('refuses wrong credentials before it looks for a route', async () => {
    expect((await sandboxOf().fetch(get('/nowhere', 'Bearer bad'))).status).toBe(401);
  });

  test('says not found in the vendor’s way', async () => {
    const response = await sandboxOf().fetch(get('/nowhere'));
    expect([response.status, await response.text()]).toEqual([404, 'no /nowhere']);
  });

  test('a planned answer serves once, for the call it is meant for', async () => {
    const sandbox = sandboxOf();
    sandbox.answerNext({ status: 429, headers: { 'retry-after': '1' } }, { path: '/things/2' });
    expect((await sandbox.fetch(get('/things/1'))).status).toBe(200);
    expect((await sandbox.fetch(get('/things/2'))).headers.get('retry-after')).toBe('1');
    expect((await sandbox.fetch(get('/things/2'))).status).toBe(200);
    expect(sandbox.calls.map(({ path, status }) => [path, status])).toEqual([
      ['/things/1', 200],
      ['/things/2', 429],
      ['/things/2', 200],
    ]);
  });
});
