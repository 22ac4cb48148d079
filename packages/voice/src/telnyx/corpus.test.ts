import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { receiver, signed } from './fixtures/account.ts';

const folder = new URL('../../../../../shared/webhook-corpus/telnyx/', import.meta.url);
const isThere = existsSync(folder);
const files = isThere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** What every webhook becomes that is mapped; the others are ignored by the name that they carry. */
const mapped: Readonly<Record<string, string | undefined>> = {
  'spec.callBridged.json': 'call.bridged',
  'spec.callGatherEnded.json': 'call.dtmf.received',
  'spec.callInitiated.json': 'call.initiated',
  'spec.callMachineGreetingEnded.json': 'call.machine.detected',
  'spec.callMachinePremiumDetectionEnded.json': 'call.machine.detected',
  'spec.callRecordingSaved.json': 'call.recording.available',
  'spec.callRecordingTranscriptionSaved.json': 'call.transcription.available',
  'spec.transcription.json': 'call.speech.recognized',
};

describe.skipIf(!isThere)(
  'the webhooks of ../shared/webhook-corpus (skipped where that folder is not there)',
  () => {
    test('hold all that are known', () => {
      expect(files).toHaveLength(34);
      expect(files).toEqual(expect.arrayContaining(Object.keys(mapped)));
    });

    test.each(files)('%s', async (file) => {
      const body = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      const { events, ignored, failed } = await receiver()(signed(body));
      const type = mapped[file];
      expect({ types: events.map(({ type }) => type), ignored, failed }).toEqual({
        types: type === undefined ? [] : [type],
        ignored: type === undefined ? [(body.data ?? body).event_type ?? body.data.record_type] : [],
        failed: [],
      });
    });
  },
);
