import type { SandboxEmail } from './accept-email.ts';

/** An event about an e-mail, to be published. */
export interface SesNotificationInput {
  readonly kind:
    | 'Bounce'
    | 'Click'
    | 'Complaint'
    | 'Delivery'
    | 'DeliveryDelay'
    | 'Open'
    | 'Reject'
    | 'Rendering Failure'
    | 'Send'
    | 'Subscription';
  /** Of an e-mail that the sandbox took; any other is made up. */
  readonly messageId: string;
  /** Whom it is about. Default: all recipients of the e-mail, else `ada@example.com`. */
  readonly recipients?: readonly string[];
  /** Fields of the event's own object, in place of the usual ones. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Fields of the object about the e-mail, in place of the usual ones. */
  readonly mail?: Readonly<Record<string, unknown>>;
  /** Which of SES's two formats: event publishing, or the older feedback notifications. Default `event`. */
  readonly format?: 'event' | 'notification';
}

/**
 * The notification in SES's own shape: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html and
 * https://docs.aws.amazon.com/ses/latest/dg/notification-examples.html.
 */
export const notificationOf = (
  input: SesNotificationInput,
  email: SandboxEmail | undefined,
  nowMs: number,
): Record<string, unknown> => {
  const { kind, messageId, fields, format = 'event' } = input;
  const recipients = input.recipients ?? email?.recipients ?? ['ada@example.com'];
  const time = new Date(nowMs).toISOString();
  const [name, usual] = eventObject(kind, recipients, time);
  return {
    [format === 'event' ? 'eventType' : 'notificationType']: kind,
    mail: {
      timestamp: time,
      source: email?.from ?? 'hello@acme.example.com',
      sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/acme.example.com',
      sendingAccountId: '123456789012',
      messageId,
      destination: recipients,
      headersTruncated: false,
      commonHeaders: { messageId, ...(email?.subject !== undefined && { subject: email.subject }) },
      ...(format === 'event' && {
        tags: { 'ses:configuration-set': ['mail'], 'ses:source-ip': ['203.0.113.42'], ...email?.tags },
      }),
      ...input.mail,
    },
    [name]: { ...usual, ...fields },
  };
};

const eventObject = (
  kind: SesNotificationInput['kind'],
  recipients: readonly string[],
  time: string,
): readonly [string, Record<string, unknown>] => {
  const reader = { ipAddress: '203.0.113.42', timestamp: time, userAgent: 'Mozilla/5.0 (iPhone)' };
  switch (kind) {
    case 'Send':
      return ['send', {}];
    case 'Delivery':
      return [
        'delivery',
        {
          timestamp: time,
          processingTimeMillis: 546,
          recipients,
          smtpResponse: '250 2.6.0 Message received',
          reportingMTA: 'a8-70.smtp-out.amazonses.com',
          remoteMtaIp: '203.0.113.7',
        },
      ];
    case 'Bounce':
      return [
        'bounce',
        {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: recipients.map((emailAddress) => ({
            emailAddress,
            action: 'failed',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          })),
          timestamp: time,
          feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
          reportingMTA: 'dsn; mta.example.com',
        },
      ];
    case 'Complaint':
      return [
        'complaint',
        {
          complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
          timestamp: time,
          feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
          userAgent: 'Amazon SES Mailbox Simulator',
          complaintFeedbackType: 'abuse',
        },
      ];
    case 'Reject':
      return ['reject', { reason: 'Bad content' }];
    case 'Open':
      return ['open', reader];
    case 'Click':
      return ['click', { ...reader, link: 'https://shop.example.com/orders/1042', linkTags: null }];
    case 'Rendering Failure':
      return [
        'failure',
        { errorMessage: "Attribute 'orderId' is not present in the rendering data.", templateName: 'order' },
      ];
    case 'DeliveryDelay':
      return [
        'deliveryDelay',
        {
          timestamp: time,
          delayType: 'TransientCommunicationFailure',
          expirationTime: time,
          delayedRecipients: recipients.map((emailAddress) => ({
            emailAddress,
            status: '4.4.1',
            diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host',
          })),
        },
      ];
    case 'Subscription':
      return [
        'subscription',
        {
          contactList: 'shop',
          timestamp: time,
          source: 'UnsubscribeHeader',
          newTopicPreferences: { unsubscribeAll: true, topicSubscriptionStatus: [] },
          oldTopicPreferences: { unsubscribeAll: false, topicSubscriptionStatus: [] },
        },
      ];
  }
};
