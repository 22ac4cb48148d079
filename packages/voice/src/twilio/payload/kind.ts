/** What a webhook of Twilio's is about. Nothing in it says so: it follows from which fields are there. */
export type PayloadKind =
  | 'incoming_call'
  | 'voice_request'
  | 'gather'
  | 'call_status'
  | 'machine_detection'
  | 'recording'
  | 'transcription'
  | 'live_transcription'
  | 'incoming_message'
  | 'message_status'
  | 'other';

/** The fields of a form or a JSON body. */
export type TwilioFields = Readonly<Record<string, unknown>>;

/**
 * Tells what a webhook is about.
 *
 * A voice *request* asks for TwiML; a *status callback* only tells, and alone has `CallbackSource`. The request at the end of
 * a verb carries the verb's results, such as `Digits`, beside the status that the call has by then.
 *
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 * @see https://www.twilio.com/docs/voice/api/call-resource#statuscallback
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export const kindOf = (fields: TwilioFields): PayloadKind => {
  if (has(fields, 'MessageSid') || has(fields, 'SmsSid')) return messageKindOf(fields);
  if (has(fields, 'TranscriptionEvent')) return 'live_transcription';
  if (has(fields, 'TranscriptionSid')) return 'transcription';
  if (has(fields, 'RecordingSid') && has(fields, 'RecordingStatus')) return 'recording';
  return has(fields, 'CallSid') ? callKindOf(fields) : 'other';
};

const messageKindOf = (fields: TwilioFields): PayloadKind => {
  if (has(fields, 'MessageStatus')) return 'message_status';
  return 'Body' in fields || 'NumMedia' in fields ? 'incoming_message' : 'message_status';
};

const callKindOf = (fields: TwilioFields): PayloadKind => {
  const { CallStatus: status, Direction: direction } = fields;
  if (!has(fields, 'CallStatus')) return has(fields, 'AnsweredBy') ? 'machine_detection' : 'other';
  if (has(fields, 'CallbackSource')) return 'call_status';
  if (resultsOfOtherVerbs.some((name) => name in fields)) return 'voice_request';
  if ('Digits' in fields || 'SpeechResult' in fields) return 'gather';
  if (status === 'ringing' && direction === 'inbound') return 'incoming_call';
  return ends.has(String(status)) ? 'call_status' : 'voice_request';
};

/** Dial, Record (whose Digits only say how it ended), Enqueue and Leave, Pay, and a Gather that still listens. */
const resultsOfOtherVerbs = [
  'DialCallStatus',
  'RecordingUrl',
  'QueueResult',
  'PaymentToken',
  'UnstableSpeechResult',
  'StableSpeechResult',
];

const ends: ReadonlySet<string> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

const has = (fields: TwilioFields, name: string): boolean => {
  const value = fields[name];
  return value !== undefined && value !== '';
};
