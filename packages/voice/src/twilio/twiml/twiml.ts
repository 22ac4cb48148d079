/**
 * TwiML as data: what Twilio does in a call, or answers to a message. `renderTwiml` writes it as XML.
 *
 * URLs may be relative to that of the webhook. Numbers are in the unit that their name says; what is left out has Twilio's
 * default.
 *
 * @see https://www.twilio.com/docs/voice/twiml
 * @see https://www.twilio.com/docs/messaging/twiml
 */
export type TwimlResponse = VoiceTwiml | MessagingTwiml;

/** What happens in a call, step by step; when there is nothing left, Twilio hangs up. */
export type VoiceTwiml = readonly VoiceVerb[];

/** What is answered to a message. Nothing: no answer. */
export type MessagingTwiml = readonly MessagingVerb[];

/** One step of a call. */
export type VoiceVerb =
  | SayVerb
  | PlayVerb
  | PauseVerb
  | GatherVerb
  | DialVerb
  | RecordVerb
  | RedirectVerb
  | HangupVerb
  | RejectVerb;

/** One answer to a message. */
export type MessagingVerb = MessageVerb | RedirectVerb;

/** How Twilio calls a URL. */
export type TwimlMethod = 'GET' | 'POST';

/** Reads text aloud. https://www.twilio.com/docs/voice/twiml/say */
export interface SayVerb {
  readonly verb: 'say';
  /** At most 4 096 characters. */
  readonly text: string;
  /** Such as `Polly.Joanna-Neural` or `Google.en-GB-Standard-A`. */
  readonly voice?: string;
  /** BCP 47: `en-GB`. */
  readonly language?: string;
  /** How often; 0 for ever. Default 1. */
  readonly loop?: number;
}

/** Plays a file, or keys. https://www.twilio.com/docs/voice/twiml/play */
export interface PlayVerb {
  readonly verb: 'play';
  /** An audio file. Leave it out where `digits` are played. */
  readonly url?: string;
  /** Keys to send as tones; `w` waits half a second. */
  readonly digits?: string;
  /** How often; 0 for ever. Default 1. */
  readonly loop?: number;
}

/** Waits in silence. As the first step it lets the telephone ring. https://www.twilio.com/docs/voice/twiml/pause */
export interface PauseVerb {
  readonly verb: 'pause';
  /** Default 1. */
  readonly lengthSeconds?: number;
}

/** Takes keys or speech. https://www.twilio.com/docs/voice/twiml/gather */
export interface GatherVerb {
  readonly verb: 'gather';
  /** What is said or played meanwhile. */
  readonly prompt?: readonly (SayVerb | PlayVerb | PauseVerb)[];
  /** Default: keys only. */
  readonly input?: readonly ('dtmf' | 'speech')[];
  /** Where Digits or SpeechResult are posted; its answer goes on with the call. Default: the URL of this webhook. */
  readonly action?: string;
  readonly method?: TwimlMethod;
  /** How long to wait for the next key, or for speech to begin. Default 5. */
  readonly timeoutSeconds?: number;
  /** How long a silence ends speech; `auto` where the speaker pauses. */
  readonly speechTimeoutSeconds?: number | 'auto';
  /** Ends it after so many keys. */
  readonly numDigits?: number;
  /** The key that ends it; empty for none. Default `#`. */
  readonly finishOnKey?: string;
  /** The language of the speech, BCP 47. Default `en-US`. */
  readonly language?: string;
  /** Words that are likely to be said. */
  readonly hints?: readonly string[];
  /** Calls `action` also when nothing came. Default false. */
  readonly actionOnEmptyResult?: boolean;
  /** Replaces swear words by stars. Default true. */
  readonly profanityFilter?: boolean;
}

/** Connects the call with somebody else. https://www.twilio.com/docs/voice/twiml/dial */
export interface DialVerb {
  readonly verb: 'dial';
  /** Who rings, all at once; the first to answer is connected. Conference and queue stand alone. */
  readonly targets: readonly DialTarget[];
  /** Called when the other side is gone; its answer goes on with the call. */
  readonly action?: string;
  readonly method?: TwimlMethod;
  /** How long it rings. Default 30. */
  readonly timeoutSeconds?: number;
  /** The longest that they talk. Default 14 400. */
  readonly timeLimitSeconds?: number;
  /** What the other side sees: a number of yours, or that of the caller. */
  readonly callerId?: string;
  /** Lets the caller hear it ring, and pay nothing, until the other side answers. Default false. */
  readonly answerOnBridge?: boolean;
  /** Lets the caller end it with `*`. Default false. */
  readonly hangupOnStar?: boolean;
  readonly record?:
    | 'do-not-record'
    | 'record-from-answer'
    | 'record-from-ringing'
    | 'record-from-answer-dual'
    | 'record-from-ringing-dual';
  /** Gets the RecordingStatus, from which `call.recording.available` comes. */
  readonly recordingStatusCallback?: string;
}

/** Somebody to connect with. */
export type DialTarget =
  | ({
      readonly kind: 'number';
      /** E.164. */
      readonly number: string;
      /** Keys to send once it is answered; `w` waits half a second. */
      readonly sendDigits?: string;
    } & DialLeg)
  | ({ readonly kind: 'client'; readonly identity: string } & DialLeg)
  | ({ readonly kind: 'sip'; readonly uri: string } & DialLeg)
  | {
      readonly kind: 'conference';
      readonly name: string;
      readonly muted?: boolean;
      /** Default true. */
      readonly startConferenceOnEnter?: boolean;
      /** Default false. */
      readonly endConferenceOnExit?: boolean;
      /** 2 to 250. Default 250. */
      readonly maxParticipants?: number;
    }
  | { readonly kind: 'queue'; readonly name: string };

/** What the legs of a dial have in common. */
export interface DialLeg {
  /** TwiML for the one who answers, before the two are connected. */
  readonly url?: string;
  /** Gets the status of this leg, whose `ParentCallSid` is the call. */
  readonly statusCallback?: string;
  /** Default: `completed`. */
  readonly statusCallbackEvents?: readonly ('initiated' | 'ringing' | 'answered' | 'completed')[];
}

/** Records what is said. https://www.twilio.com/docs/voice/twiml/record */
export interface RecordVerb {
  readonly verb: 'record';
  /** Called when it is over; its answer goes on with the call. Default: the URL of this webhook. */
  readonly action?: string;
  readonly method?: TwimlMethod;
  /** Ends it after so long a silence. Default 5. */
  readonly timeoutSeconds?: number;
  /** The keys that end it. Default: any. */
  readonly finishOnKey?: string;
  /** Default 3 600. */
  readonly maxLengthSeconds?: number;
  /** Default true. */
  readonly playBeep?: boolean;
  /** Default `trim-silence`. */
  readonly trim?: 'trim-silence' | 'do-not-trim';
  /** Gets the RecordingStatus, from which `call.recording.available` comes. */
  readonly recordingStatusCallback?: string;
  /** Gets the text, from which `call.transcription.available` comes. English only, at most 120 seconds. */
  readonly transcribeCallback?: string;
}

/** Goes on with the TwiML of another URL. https://www.twilio.com/docs/voice/twiml/redirect */
export interface RedirectVerb {
  readonly verb: 'redirect';
  readonly url: string;
  readonly method?: TwimlMethod;
}

/** Ends the call. https://www.twilio.com/docs/voice/twiml/hangup */
export interface HangupVerb {
  readonly verb: 'hangup';
}

/** Turns an incoming call away unanswered and free of charge; the first step, or none. https://www.twilio.com/docs/voice/twiml/reject */
export interface RejectVerb {
  readonly verb: 'reject';
  /** What the caller hears. Default `rejected`: the number is not in service. */
  readonly reason?: 'rejected' | 'busy';
}

/** Answers with a message. https://www.twilio.com/docs/messaging/twiml/message */
export interface MessageVerb {
  readonly verb: 'message';
  /** At most 1 600 characters. */
  readonly text?: string;
  /** At most ten. */
  readonly mediaUrls?: readonly string[];
  /** Default: who wrote. */
  readonly to?: string;
  /** Default: who was written to. */
  readonly from?: string;
  /** Gets the MessageStatus, from which `message.delivered` and its kin come. */
  readonly statusCallback?: string;
}
