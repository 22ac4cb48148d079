import { sendTo } from '@touchline/core/sandbox';
import { manualClock } from '@touchline/testing';
import { defineSpecimen, testConnector } from '@touchline/testing/connector';
import { describe, test } from 'vitest';
import { frontDesk } from './front-desk.ts';
import { deskWebhook, frontDeskSandbox } from './sandbox.ts';

const config = { apiKey: 'desk_key_sentinel_1', webhookSecret: 'desk_secret_sentinel_1' };
const nowMs = Date.UTC(2026, 0, 1);
const email = 'ada@example.com';
const sign = (body: unknown, atMs: number) => deskWebhook(body, config.webhookSecret, atMs);
const opened = {
  eventId: 'evt_1',
  kind: 'request.opened',
  at: '2026-01-01T00:00:00Z',
  request: { id: 'req_1', summary: 'Towels, please', guestEmail: email },
};

const specimen = defineSpecimen({
  factory: frontDesk,
  config,
  inbound: {
    nowMs,
    covers: ['body', 'time'],
    proof: ['desk-signature'],
    samples: { 'a request': { request: sign(opened, nowMs), becomes: ['ticket.created'] } },
    unknown: sign({ ...opened, kind: 'pillow.fluffed' }, nowMs),
    sign,
    rotation: { key: 'webhookSecret', other: 'desk_secret_of_tomorrow' },
  },
  outbound: {
    nowMs,
    connect: (around, clock = manualClock(nowMs)) =>
      frontDesk(config, { clock, http: { send: around(sendTo(frontDeskSandbox(config.apiKey))) } }),
    exercises: {
      createTicket: ({ actions }) => actions.createTicket({ subject: 'A cot', contact: { email } }),
      answerGuest: ({ actions }) => actions.answerGuest({ ticketId: 'req_1', text: 'It is on its way.' }),
      check: ({ check }) => check(),
      erase: ({ erase }) => erase({ email }),
    },
  },
});

describe('the front desk', () => testConnector(specimen, { test, skip: test.skip }));
