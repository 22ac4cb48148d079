import type { WebhookRequest } from '@touchline/core';

/** How a call ends. Source: the OpenAPI document, `callHangup`. */
export type TelnyxHangupCause =
  | 'call_rejected'
  | 'normal_clearing'
  | 'originator_cancel'
  | 'timeout'
  | 'time_limit'
  | 'user_busy'
  | 'not_found'
  | 'no_answer'
  | 'unspecified';

/** What happens at Telnyx. */
export type TelnyxWebhookInput =
  | {
      readonly kind: 'incoming_call';
      readonly from: string;
      readonly to: string;
      readonly callerName?: string;
    }
  | { readonly kind: 'call_initiated' | 'call_answered'; readonly callId: string }
  | { readonly kind: 'call_bridged'; readonly callId: string }
  | {
      readonly kind: 'call_hangup';
      readonly callId: string;
      readonly cause: TelnyxHangupCause;
      readonly source?: 'caller' | 'callee' | 'unknown';
      readonly sipCode?: number;
    }
  | { readonly kind: 'digit'; readonly callId: string; readonly digit: string }
  | {
      readonly kind: 'gather_ended';
      readonly callId: string;
      readonly digits: string;
      readonly status?: 'valid' | 'invalid' | 'call_hangup' | 'cancelled' | 'timeout';
    }
  | { readonly kind: 'machine_detection'; readonly callId: string; readonly result: string }
  | { readonly kind: 'recording_saved'; readonly callId: string; readonly durationSeconds: number }
  | {
      readonly kind: 'transcription';
      readonly callId: string;
      readonly text: string;
      readonly isFinal?: boolean;
    }
  | { readonly kind: 'incoming_message'; readonly from: string; readonly to: string; readonly text: string }
  | {
      readonly kind: 'message_status';
      readonly messageId: string;
      readonly status: 'sent' | 'delivered' | 'sending_failed' | 'delivery_failed' | 'delivery_unconfirmed';
      readonly errorCode?: string;
    }
  | {
      /** Any other body, as it is. */
      readonly kind: 'json';
      readonly body: unknown;
    };

/** Where a webhook goes. */
export interface TelnyxWebhookTarget {
  readonly url: string;
}

/** Makes what happens at Telnyx happen in the sandbox, and the webhooks that tell of it. */
export interface TelnyxWebhooks {
  /** One signed webhook. A call or a message that it names must be in the sandbox; what it says is so from then on. */
  readonly webhook: (input: TelnyxWebhookInput, target: TelnyxWebhookTarget) => WebhookRequest;
  /** Someone calls and gives up: two webhooks, in the order in which it happened. */
  readonly missedCall: (
    input: { readonly from: string; readonly to: string; readonly callerName?: string },
    target: TelnyxWebhookTarget,
  ) => readonly WebhookRequest[];
}
