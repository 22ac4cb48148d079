import { expect, test } from 'vitest';
import { messageIdOf } from './message-id.ts';

const own = '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>';

test.each([
  [
    'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
    undefined,
    'LRzXl_NHStOGhQ4kofSm_A',
  ],
  ['euo2iKxdSayPF4YE4--I7A.recvd-5f54b5d587-pczjm-1-67BADEEA-6.0', '<a@b>', 'euo2iKxdSayPF4YE4--I7A'],
  ['fPJrJPIRTxC_obpgfTy74w.stfilter-015.5185.55F883564.0', '', 'fPJrJPIRTxC_obpgfTy74w'],
  [
    '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0',
    '<14c5d75ce93.dfd.64b469@ismtpd-555>',
    '14c5d75ce93.dfd.64b469',
  ],
  ['LRzXl_NHStOGhQ4kofSm_A', undefined, 'LRzXl_NHStOGhQ4kofSm_A'],
  ['LRzXl_NHStOGhQ4kofSm_A.something-new.0', own, 'LRzXl_NHStOGhQ4kofSm_A'],
  ['filter0093p1las1.9128.5717FB8127.0', own, 'LRzXl_NHStOGhQ4kofSm_A'],
  ['filter0093p1las1.9128.5717FB8127.0', '<my-own@acme.example.com>', 'filter0093p1las1.9128.5717FB8127.0'],
  [undefined, own, 'LRzXl_NHStOGhQ4kofSm_A'],
  [undefined, '<my-own@acme.example.com>', 'my-own@acme.example.com'],
  [undefined, '', undefined],
  [undefined, undefined, undefined],
])('of sg_message_id %j and smtp-id %j it is %j', (sgMessageId, smtpId, messageId) => {
  expect(messageIdOf(sgMessageId, smtpId)).toBe(messageId);
});
