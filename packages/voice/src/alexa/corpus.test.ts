import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectedAlexa, url } from './fixtures/skill.ts';

const folder = new URL('../../../../../shared/webhook-corpus/alexa/', import.meta.url);
const isThere = existsSync(folder);
const files = isThere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** What every recorded request must become: events, or the name that it is counted by. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'intent_audioplayer.json': ['intent.received'],
  'intent_request_airport_info_resolutions.json': ['intent.received'],
  'intent_request_airport_info_with_attributes.json': ['intent.received'],
  'intent_request_food_delivery_dialog_in_progress.json': ['intent.received'],
  'intent_request_food_delivery_dialog_undefined.json': ['intent.received'],
  'intent_request_launch.json': ['session.started'],
  'intent_request_malformed_session.json': ['intent.received'],
  'intent_request_on.json': ['ignored: GameEngine.InputHandlerEvent'],
  // A template in which every value is the word `string`: it names no person, and so nobody pressed anything.
  'playback_controller_play_command.json': ['ignored: PlaybackController.PlayCommandIssued'],
  'playback_failed.json': ['ignored: AudioPlayer.PlaybackFailed'],
  'playback_finished.json': ['ignored: AudioPlayer.PlaybackFinished'],
  'playback_nearly_finished.json': ['ignored: AudioPlayer.PlaybackNearlyFinished'],
  'playback_stopped.json': ['ignored: AudioPlayer.PlaybackStopped'],
  'session_ended_request.json': ['session.ended'],
  'unknown_type_request.json': ['ignored: UnknownRequest'],
};

const skillId = 'amzn1.echo-sdk-ams.app.000000-d0ed-0000-ad00-000000d00ebe';

describe.skipIf(!isThere)(
  'the recorded requests of ../shared/webhook-corpus (skipped where that folder is not there)',
  () => {
    const { sandbox, receive } = connectedAlexa({ skillId }, { startMs: Date.UTC(2015, 4, 13, 12, 34, 56) });

    test('are the ones that are known', () => {
      expect(files).toEqual(Object.keys(expected).sort());
    });

    test.each(files)('%s', async (file) => {
      const body = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      if (file.startsWith('playback_controller')) {
        body.request.timestamp = '2015-05-13T12:34:56Z';
        body.context.System.application.applicationId = skillId;
      }
      const { events, ignored, failed } = await receive(sandbox.webhook({ kind: 'json', body }, url));
      expect({
        told: [...events.map(({ type }) => type), ...ignored.map((name) => `ignored: ${name}`)],
        failed,
      }).toEqual({ told: expected[file], failed: [] });
    });
  },
);
