import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import { present } from '../present.ts';
import type { AlexaSettings } from './config.ts';
import { type AlexaEnvelope, skillOf, slotsOf, userIdOf } from './payload.ts';

type Tools = InboundTools<TouchpointEvents, AlexaSettings>;
type Result = MappedEvent | IgnoredEvent;

/**
 * From a request of Alexa's to unified events. Pure.
 *
 * An event's id is the `requestId`. Of the person it names `userId`, which Alexa makes for the skill and which is marked as
 * personal; access tokens go into no event. What plays, what another skill or a device answers, and queries whether an intent
 * could be fulfilled (nobody spoke yet) are counted by their names.
 */
export const toEvents = (envelope: AlexaEnvelope, tools: Tools): readonly Result[] => {
  const { type } = envelope.request;
  if (type === 'LaunchRequest') return sessionOf(envelope, tools, envelope.request.requestId);
  if (type === 'IntentRequest') return intentToEvents(envelope, tools);
  if (type === 'SessionEndedRequest') return sessionEndedToEvents(envelope, tools);
  if (type.startsWith('AlexaSkillEvent.')) return skillEventToEvents(envelope, tools);
  const kind = interactions[type] ?? (type.startsWith('PlaybackController.') ? 'button' : undefined);
  return kind === undefined ? [tools.ignore(type)] : interactionToEvents(envelope, kind, tools);
};

const interactions: Readonly<Record<string, 'button' | 'select' | undefined>> = {
  __proto__: null as never,
  'Display.ElementSelected': 'select',
  'Alexa.Presentation.APL.UserEvent': 'button',
};

const envelopeOf = (envelope: AlexaEnvelope, { receivedAt }: Tools) => {
  const { request, session } = envelope;
  const account = skillOf(envelope);
  return present({
    id: request.requestId,
    time: timeOf(request.timestamp) ?? receivedAt,
    account,
    subject: session?.sessionId,
    partitionkey: session?.sessionId,
  });
};

const timeOf = (text: string): Date | undefined => {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
};

const customerOf = (envelope: AlexaEnvelope) => {
  const userId = userIdOf(envelope);
  return userId === undefined ? undefined : { externalIds: { alexa: userId } };
};

const sessionData = (envelope: AlexaEnvelope) =>
  present({
    customer: customerOf(envelope),
    sessionId: envelope.session?.sessionId ?? envelope.request.requestId,
    assistant: 'alexa',
    language: envelope.request.locale?.slice(0, 64),
  });

const sessionOf = (envelope: AlexaEnvelope, tools: Tools, id: string): readonly Result[] => [
  tools.event('session.started', { ...envelopeOf(envelope, tools), id, data: sessionData(envelope) }),
];

/** Whoever says what they want at once begins a session by it: `Alexa, ask my shop where my order is`. */
const intentToEvents = (envelope: AlexaEnvelope, tools: Tools): readonly Result[] => {
  const { request, session } = envelope;
  const { intent, requestId } = request;
  if (!intent) return [tools.ignore('IntentRequest')];
  const slots = slotsOf(intent) as Readonly<Record<string, string | string[]>>;
  return [
    ...(session?.new ? sessionOf(envelope, tools, `${requestId}:session`) : []),
    tools.event('intent.received', {
      ...envelopeOf(envelope, tools),
      data: present({
        ...sessionData(envelope),
        intent: intent.name,
        slots: Object.keys(slots).length > 0 ? { ...slots } : undefined,
      }),
    }),
  ];
};

const sessionEndedToEvents = (envelope: AlexaEnvelope, tools: Tools): readonly Result[] => {
  const { reason, error } = envelope.request;
  const failure = error ? present({ code: error.type?.slice(0, 256), message: error.message }) : undefined;
  return [
    tools.event('session.ended', {
      ...envelopeOf(envelope, tools),
      data: present({ ...sessionData(envelope), reason: reason?.slice(0, 256), failure }),
    }),
  ];
};

/** Someone touched the screen, or pressed a button of the device. */
const interactionToEvents = (
  envelope: AlexaEnvelope,
  kind: 'button' | 'select',
  tools: Tools,
): readonly Result[] => {
  const { request, session } = envelope;
  const userId = userIdOf(envelope);
  if (userId === undefined) return [tools.ignore(request.type)];
  const [first] = request.arguments ?? [];
  const isCommand = request.type.startsWith('PlaybackController.');
  const name = isCommand ? request.type : (request.token ?? (typeof first === 'string' ? first : undefined));
  return [
    tools.event('interaction.received', {
      ...envelopeOf(envelope, tools),
      data: present({
        customer: customerOf(envelope),
        interactionId: request.requestId,
        channel: 'alexa',
        kind,
        from: { id: userId },
        name: name?.slice(0, 1024),
        fields: request.arguments ? { arguments: request.arguments } : undefined,
        conversationId: session?.sessionId,
      }),
    }),
  ];
};

/**
 * A person enabled or disabled the skill, or chose which notifications they want. That they linked an account, or gave a
 * permission, has no counterpart.
 *
 * @see https://developer.amazon.com/docs/smapi/skill-events-in-alexa-skills.html
 */
const skillEventToEvents = (envelope: AlexaEnvelope, tools: Tools): readonly Result[] => {
  const { event, ignore } = tools;
  const draft = envelopeOf(envelope, tools);
  const customer = customerOf(envelope);
  const userId = userIdOf(envelope);
  const { request } = envelope;
  const installation = present({
    customer,
    channel: 'alexa',
    workspaceId: skillOf(envelope) ?? 'unknown',
  });
  switch (request.type) {
    case 'AlexaSkillEvent.SkillEnabled': {
      const installedBy = userId === undefined ? undefined : { id: userId };
      return [event('channel.app_installed', { ...draft, data: present({ ...installation, installedBy }) })];
    }
    case 'AlexaSkillEvent.SkillDisabled':
      return [event('channel.app_uninstalled', { ...draft, data: installation })];
    case 'AlexaSkillEvent.ProactiveSubscriptionChanged': {
      const choice = present({ customer, channel: 'alexa', address: userId, method: 'settings' });
      const subscriptions = request.body?.subscriptions ?? [];
      if (subscriptions.length === 0) return [event('contact.opted_out', { ...draft, data: choice })];
      return subscriptions.map(({ eventName: purpose }) =>
        event('contact.opted_in', {
          ...draft,
          id: `${draft.id}:${purpose.replace(/[^\w.-]/g, '')}`,
          data: { ...choice, purpose },
        }),
      );
    }
    default:
      return [ignore(request.type)];
  }
};
