import type {
  DialLeg,
  DialTarget,
  DialVerb,
  GatherVerb,
  MessagingVerb,
  TwimlResponse,
  VoiceVerb,
} from './twiml.ts';
import { renderXml, type XmlElement } from './xml.ts';

/**
 * TwiML as XML, such as `<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello</Say></Response>`. Every value is
 * escaped, so a caller's words can be said back.
 */
export const renderTwiml = (response: TwimlResponse): string =>
  renderXml({ name: 'Response', children: [...response].map(elementOf) });

const elementOf = (verb: VoiceVerb | MessagingVerb): XmlElement => {
  switch (verb.verb) {
    case 'say': {
      const { text, voice, language, loop } = verb;
      return { name: 'Say', attributes: { voice, language, loop }, children: [text] };
    }
    case 'play': {
      const { url, digits, loop } = verb;
      return { name: 'Play', attributes: { digits, loop }, children: url === undefined ? [] : [url] };
    }
    case 'pause':
      return { name: 'Pause', attributes: { length: verb.lengthSeconds } };
    case 'gather':
      return gatherElement(verb);
    case 'dial':
      return dialElement(verb);
    case 'record': {
      const { verb: _, timeoutSeconds, maxLengthSeconds, transcribeCallback, ...attributes } = verb;
      return {
        name: 'Record',
        attributes: {
          ...attributes,
          timeout: timeoutSeconds,
          maxLength: maxLengthSeconds,
          transcribe: transcribeCallback === undefined ? undefined : true,
          transcribeCallback,
        },
      };
    }
    case 'redirect':
      return { name: 'Redirect', attributes: { method: verb.method }, children: [verb.url] };
    case 'hangup':
      return { name: 'Hangup' };
    case 'reject':
      return { name: 'Reject', attributes: { reason: verb.reason } };
    case 'message': {
      const { text, mediaUrls = [], to, from, statusCallback } = verb;
      return {
        name: 'Message',
        attributes: { to, from, statusCallback },
        children: [
          ...(text === undefined ? [] : [{ name: 'Body', children: [text] }]),
          ...mediaUrls.map((url) => ({ name: 'Media', children: [url] })),
        ],
      };
    }
  }
};

const gatherElement = (verb: GatherVerb): XmlElement => {
  const { verb: _, prompt = [], input, timeoutSeconds, speechTimeoutSeconds, hints, ...attributes } = verb;
  return {
    name: 'Gather',
    attributes: {
      input: input?.join(' '),
      ...attributes,
      timeout: timeoutSeconds,
      speechTimeout: speechTimeoutSeconds,
      hints: hints?.join(', '),
    },
    children: prompt.map(elementOf),
  };
};

const dialElement = (verb: DialVerb): XmlElement => {
  const { verb: _, targets, timeoutSeconds, timeLimitSeconds, ...attributes } = verb;
  return {
    name: 'Dial',
    attributes: { ...attributes, timeout: timeoutSeconds, timeLimit: timeLimitSeconds },
    children: targets.map(targetElement),
  };
};

const targetElement = (target: DialTarget): XmlElement => {
  switch (target.kind) {
    case 'number': {
      const attributes = { sendDigits: target.sendDigits, ...legAttributes(target) };
      return { name: 'Number', attributes, children: [target.number] };
    }
    case 'client':
      return { name: 'Client', attributes: legAttributes(target), children: [target.identity] };
    case 'sip':
      return { name: 'Sip', attributes: legAttributes(target), children: [target.uri] };
    case 'conference': {
      const { kind: _, name, ...attributes } = target;
      return { name: 'Conference', attributes, children: [name] };
    }
    case 'queue':
      return { name: 'Queue', children: [target.name] };
  }
};

const legAttributes = ({ url, statusCallback, statusCallbackEvents }: DialLeg) => ({
  url,
  statusCallback,
  statusCallbackEvent: statusCallbackEvents?.join(' '),
});
