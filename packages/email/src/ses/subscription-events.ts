import type { IgnoredEvent, MappedEvent } from '@touchline/core';
import { choiceDraft, eventDraft, type Tools } from './event-draft.ts';
import type { SesPayload, TopicPreferences } from './payload.ts';

/**
 * What a recipient chose on the page of SES's list management, as far as it changed: about all e-mail, or single topics.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-email-subscription-management.html
 */
export const subscriptionEvents = (
  { kind, mail, subscription }: Extract<SesPayload, { kind: 'Subscription' }>,
  tools: Tools,
): readonly (MappedEvent | IgnoredEvent)[] => {
  const [recipient] = mail.destination ?? [];
  if (recipient === undefined) return [tools.ignore('Subscription of nobody')];
  const { newTopicPreferences: now, oldTopicPreferences: before, timestamp: timeMs, source } = subscription;
  const about = (what: string, purpose = '') => ({
    kind,
    mail,
    recipient,
    timeMs,
    more: `${what} ${purpose}`,
  });

  // Who unsubscribes says it about one e-mail and means all that follow: the second event is for those who keep consents.
  const optOut = (purpose?: string): readonly MappedEvent[] => [
    tools.event(
      'email.unsubscribed',
      eventDraft(about('unsubscribed', purpose), tools, {
        ...(purpose !== undefined && { groupId: purpose }),
        method: source === 'UnsubscribeHeader' ? 'one_click' : 'link',
      }),
    ),
    tools.event('contact.opted_out', choiceDraft(about('opted_out', purpose), tools, purpose)),
  ];
  const optIn = (purpose?: string): MappedEvent =>
    tools.event('contact.opted_in', choiceDraft(about('opted_in', purpose), tools, purpose));

  if (now.unsubscribeAll) return before?.unsubscribeAll ? [] : optOut();
  return [
    ...(before?.unsubscribeAll ? [optIn()] : []),
    ...changedTopics(now, before).flatMap(({ topic, isIn }) => (isIn ? [optIn(topic)] : optOut(topic))),
  ];
};

const changedTopics = (now: TopicPreferences, before: TopicPreferences | undefined) => {
  const old = statusesIn(before);
  return (
    [...statusesIn(now)]
      // Without what was before, only a refusal is sure to be meant.
      .filter(([topic, status]) => (before ? status !== old.get(topic) : status === 'OptOut'))
      .map(([topic, status]) => ({ topic, isIn: status !== 'OptOut' }))
  );
};

const statusesIn = ({ topicSubscriptionStatus = [] }: TopicPreferences = {}): ReadonlyMap<string, string> =>
  new Map(
    topicSubscriptionStatus.map(({ topicName, subscriptionStatus }) => [topicName, subscriptionStatus]),
  );
