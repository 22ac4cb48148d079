import { TouchlineError } from '@touchline/core';
import type { CallStep } from '../../contract/call-script.ts';
import type { VoiceTwiml, VoiceVerb } from './twiml.ts';

/** What a script needs besides its steps. */
export interface ScriptOptions {
  /** BCP 47, of what is said where a step names no other. */
  readonly language: string;
  /** Where keys and recordings are reported. */
  readonly resultsUrl?: string | undefined;
}

/**
 * A neutral script as TwiML.
 *
 * @throws TouchlineError `action.not_supported` for a step that reports something when there is nowhere to report to.
 */
export const scriptToTwiml = (steps: readonly CallStep[], options: ScriptOptions): VoiceTwiml =>
  steps.map((step) => verbOf(step, options));

const verbOf = (step: CallStep, { language, resultsUrl }: ScriptOptions): VoiceVerb => {
  switch (step.step) {
    case 'say':
      return { verb: 'say', text: step.text, language: step.language ?? language };
    case 'play':
      return { verb: 'play', url: step.url };
    case 'pause':
      return { verb: 'pause', lengthSeconds: step.seconds };
    case 'gather':
      return {
        verb: 'gather',
        prompt: [{ verb: 'say', text: step.say, language }],
        action: required(resultsUrl, 'gather'),
        timeoutSeconds: step.timeoutSeconds,
        ...(step.maxDigits !== undefined && { numDigits: step.maxDigits }),
      };
    case 'record':
      return {
        verb: 'record',
        action: required(resultsUrl, 'record'),
        recordingStatusCallback: required(resultsUrl, 'record'),
        maxLengthSeconds: step.maxSeconds,
        timeoutSeconds: step.silenceSeconds,
      };
    case 'transfer':
      return {
        verb: 'dial',
        targets: [{ kind: 'number', number: step.to }],
        timeoutSeconds: step.timeoutSeconds,
      };
    case 'hang_up':
      return { verb: 'hangup' };
  }
};

const required = (url: string | undefined, step: string): string => {
  if (url !== undefined) return url;
  throw new TouchlineError('action.not_supported', `A step ${step} needs publicUrl in the config of twilio.`);
};
