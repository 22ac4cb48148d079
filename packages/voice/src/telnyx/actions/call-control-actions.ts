import { type Implement, TouchlineError } from '@touchline/core';
import { present } from '../../present.ts';
import type { TelnyxSettings } from '../config.ts';
import {
  answerCall,
  bridgeCalls,
  gatherDigits,
  playAudio,
  rejectCall,
  sendDigits,
  speakText,
  startRecording,
  stopRecording,
  transferCall,
} from './call-control-contracts.ts';
import { command, stateOf } from './command.ts';

/**
 * Call control: what is done in a call while it goes on. Telnyx's own actions.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/sending-commands
 */
export const callControlActions = (implement: Implement<TelnyxSettings>) => ({
  answerCall: implement(answerCall, ({ callId, clientState }, context) =>
    command('answer', callId, stateOf(clientState), context, natural),
  ),

  rejectCall: implement(rejectCall, ({ callId, clientState, cause }, context) =>
    command(
      'reject',
      callId,
      { ...stateOf(clientState), cause: cause === 'busy' ? 'USER_BUSY' : 'CALL_REJECTED' },
      context,
      natural,
    ),
  ),

  speakText: implement(speakText, ({ callId, clientState, text, isSsml, voice, language, loop }, context) =>
    command(
      'speak',
      callId,
      {
        ...stateOf(clientState),
        payload: text,
        payload_type: isSsml ? 'ssml' : 'text',
        voice: voice ?? context.config.voice,
        ...present({ language: languageOf(language), loop }),
      },
      context,
    ),
  ),

  playAudio: implement(playAudio, ({ callId, clientState, url, loop }, context) =>
    command(
      'playback_start',
      callId,
      { ...stateOf(clientState), audio_url: url, ...present({ loop }) },
      context,
    ),
  ),

  gatherDigits: implement(
    gatherDigits,
    ({ callId, clientState, say, voice, language, ...input }, context) => {
      const keys = {
        ...stateOf(clientState),
        minimum_digits: input.minDigits,
        maximum_digits: input.maxDigits,
        terminating_digit: input.finishOnKey,
        timeout_millis: input.timeoutSeconds * 1_000,
        inter_digit_timeout_millis: input.digitTimeoutSeconds * 1_000,
        ...present({ valid_digits: input.validDigits }),
      };
      if (say === undefined) return command('gather', callId, keys, context);
      return command(
        'gather_using_speak',
        callId,
        {
          ...keys,
          payload: say,
          voice: voice ?? context.config.voice,
          maximum_tries: input.maxTries,
          ...present({ language: languageOf(language) }),
        },
        context,
      );
    },
  ),

  startRecording: implement(startRecording, ({ callId, clientState, ...input }, context) =>
    command(
      'record_start',
      callId,
      {
        ...stateOf(clientState),
        format: input.format,
        channels: input.channels,
        play_beep: input.playBeep,
        ...present({ max_length: input.maxSeconds, timeout_secs: input.silenceSeconds }),
      },
      context,
    ),
  ),

  stopRecording: implement(stopRecording, ({ callId, clientState }, context) =>
    command('record_stop', callId, stateOf(clientState), context, natural),
  ),

  transferCall: implement(transferCall, ({ callId, clientState, to, from, timeoutSeconds }, context) =>
    command(
      'transfer',
      callId,
      {
        ...stateOf(clientState),
        to,
        timeout_secs: timeoutSeconds,
        ...present({ from, webhook_url: context.config.publicUrl }),
      },
      context,
    ),
  ),

  bridgeCalls: implement(bridgeCalls, ({ callId, clientState, otherCallId }, context) =>
    command('bridge', callId, { ...stateOf(clientState), call_control_id: otherCallId }, context),
  ),

  sendDigits: implement(sendDigits, ({ callId, clientState, digits }, context) =>
    command('send_dtmf', callId, { ...stateOf(clientState), digits }, context),
  ),
});

/** A call is answered, turned away, and no more recorded, however often it is said. */
const natural = { idempotent: true };

/** The languages of its basic voices. Others come with the voice, which speaks what it speaks. Source: `language` of Speak. */
const languages: ReadonlySet<string> = new Set(
  (
    'arb cmn-CN cy-GB da-DK de-DE en-AU en-GB en-GB-WLS en-IN en-US es-ES es-MX es-US fr-CA fr-FR hi-IN is-IS it-IT ja-JP ' +
    'ko-KR nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sv-SE tr-TR'
  ).split(' '),
);

const languageOf = (language: string | undefined): string | undefined => {
  if (language === undefined || languages.has(language)) return language;
  throw new TouchlineError(
    'action.not_supported',
    `Telnyx speaks no ${language} by name: leave language out and choose a voice of that language.`,
  );
};
