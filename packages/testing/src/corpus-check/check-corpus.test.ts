import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConnector, type HmacScheme, signRequest, verifySignature } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { manualClock } from '../clock/manual-clock.ts';
import { type CorpusPayload, checkConnectorCorpus, checkCorpus, corpusTable, readCorpus } from './index.ts';

const scheme: HmacScheme = {
  kind: 'hmac',
  algorithm: 'sha256',
  encoding: 'hex',
  signature: { header: 'x-signature' },
  signed: '{body}',
};

let calls = 0;
const pages = defineConnector({
  id: 'pages',
  title: 'Pages',
  category: 'other',
  specVersion: 1,
  config: z.object({}),
  inbound: {
    verify: (request, { clock }) => {
      verifySignature(scheme, request, { secrets: 's', clock });
    },
    payload: z.object({ kind: z.string(), id: z.string(), url: z.string().optional() }),
    toEvents: ({ kind, id, url = 'https://shop.example.com/' }, { event, ignore }) => {
      if (kind === 'throws') throw new Error('no');
      if (kind === 'random') calls += 1;
      const data = { url };
      const time = '2026-11-21T09:30:00Z';
      return kind === 'ping'
        ? [ignore(kind)]
        : [event('page.viewed', { id: kind === 'random' ? String(calls) : id, time, data })];
    },
  },
});

const connector = pages({}, { clock: manualClock(0) });
const payload = (file: string, value: unknown): CorpusPayload => ({
  file,
  body: Buffer.from(JSON.stringify(value)),
  payload: value,
  headers: {},
});

describe('a corpus', () => {
  test('tells, file by file, what was mapped, ignored and failed', async () => {
    const report = await checkCorpus({
      connector,
      payloads: [
        payload('a.json', { kind: 'view', id: '1' }),
        payload('b.json', { kind: 'ping', id: '2' }),
        payload('c.json', { kind: 'view' }),
        payload('d.json', { kind: 'throws', id: '3' }),
        payload('e.json', { kind: 'view', id: '4', url: 'nowhere' }),
      ],
    });
    expect(corpusTable(report)).toEqual({
      'a.json': ['page.viewed'],
      'b.json': ['ignored: ping'],
      'c.json': ['failed: webhook.payload_invalid id'],
      'd.json': ['failed: webhook.payload_invalid'],
      'e.json': ['failed: webhook.payload_invalid data.url'],
    });
    expect(report).toMatchObject({ mapped: 1, ignored: 1, failed: 3, passed: false });
    expect(report.types).toEqual({ 'page.viewed': 1 });
  });

  test('fails where a redelivery would be another event', async () => {
    const report = await checkCorpus({
      connector,
      payloads: [payload('a.json', { kind: 'random', id: '1' })],
    });
    expect(report.files[0]?.failed).toEqual(['a redelivery gave other events']);
  });

  test('is verified for real where it is signed anew', async () => {
    const payloads = [payload('a.json', { kind: 'view', id: '1' })];
    const signedWith = (secret: string) =>
      checkCorpus({
        connector,
        payloads,
        sign: (request) => signRequest(scheme, request, { secret, now: 0 }),
      });
    expect(await signedWith('s')).toMatchObject({ passed: true });
    expect((await signedWith('wrong')).files[0]?.failed).toEqual(['webhook.signature_invalid']);
  });

  test('without payloads has not passed', async () => {
    expect(await checkCorpus({ connector, payloads: [] })).toMatchObject({ passed: false, mapped: 0 });
  });

  test('is nothing for a connector without webhooks', async () => {
    await expect(checkCorpus({ connector: {}, payloads: [] })).rejects.toThrow('takes no webhooks');
  });
});

describe('a folder of payloads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-corpus-'));
  beforeAll(() => {
    mkdirSync(join(folder, 'pages', '_headers'), { recursive: true });
    writeFileSync(join(folder, 'pages', 'b.json'), '{"kind":"view","id":"1"}\n');
    writeFileSync(join(folder, 'pages', 'a.json'), '{"kind":"ping","id":"2"}');
    writeFileSync(join(folder, 'pages', 'README.md'), 'no payload');
    writeFileSync(join(folder, 'pages', '_headers', 'b.json'), '{"X-Kind":"view"}');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read in order, byte by byte, with the headers that were recorded', async () => {
    const read = await readCorpus(join(folder, 'pages'));
    expect(read.map(({ file, headers }) => [file, headers])).toEqual([
      ['a.json', {}],
      ['b.json', { 'x-kind': 'view' }],
    ]);
    expect(Buffer.from(read[1]?.body ?? []).toString()).toBe('{"kind":"view","id":"1"}\n');
  });

  test('that is not there is empty', async () => {
    expect(await readCorpus(join(folder, 'nothing'))).toEqual([]);
  });

  test('is checked as what a connector is held to', async () => {
    const corpus = { folders: ['pages', 'nothing'], connect: () => connector, expected: {} };
    expect(await checkConnectorCorpus(corpus, folder)).toMatchObject({ mapped: 1, ignored: 1, passed: true });
  });
});
