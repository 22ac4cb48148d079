import type { WebhookRequest } from '@touchline/core';

/** What happens at Twilio. */
export type TwilioWebhookInput =
  | {
      readonly kind: 'incoming_call';
      readonly from: string;
      readonly to: string;
      readonly callerName?: string;
    }
  | {
      readonly kind: 'call_status';
      readonly callSid: string;
      readonly status:
        | 'initiated'
        | 'ringing'
        | 'in-progress'
        | 'completed'
        | 'busy'
        | 'no-answer'
        | 'failed'
        | 'canceled';
      readonly durationSeconds?: number;
      readonly answeredBy?: string;
      readonly sipResponseCode?: number;
    }
  | {
      readonly kind: 'digits';
      readonly callSid: string;
      readonly digits: string;
      readonly finishedOnKey?: string;
    }
  | { readonly kind: 'speech'; readonly callSid: string; readonly text: string; readonly confidence?: number }
  | { readonly kind: 'machine_detection'; readonly callSid: string; readonly answeredBy: string }
  | { readonly kind: 'recording'; readonly callSid: string; readonly durationSeconds: number }
  | {
      readonly kind: 'incoming_message';
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly media?: readonly { readonly url: string; readonly contentType: string }[];
      readonly profileName?: string;
    }
  | {
      readonly kind: 'message_status';
      readonly messageSid: string;
      readonly status: 'queued' | 'sending' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'read';
      readonly errorCode?: number;
    }
  | {
      /** Any other form, as it is. */
      readonly kind: 'form';
      readonly fields: Readonly<Record<string, string>>;
    };

/** Where a webhook goes. */
export interface TwilioWebhookTarget {
  /** As it is configured at Twilio: the signature covers it. */
  readonly url: string;
}

/** Makes what happens at Twilio happen in the sandbox, and the webhooks that tell of it. */
export interface TwilioWebhooks {
  /** One signed webhook. A call or a message that it names must be in the sandbox; what it says is so from then on. */
  readonly webhook: (input: TwilioWebhookInput, target: TwilioWebhookTarget) => WebhookRequest;
  /** Someone calls and nobody takes the call: the voice request and the status callback, in order. */
  readonly missedCall: (
    input: { readonly from: string; readonly to: string; readonly callerName?: string },
    target: TwilioWebhookTarget,
  ) => readonly WebhookRequest[];
}
