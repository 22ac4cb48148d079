/** A call as the API gives it. https://www.twilio.com/docs/voice/api/call-resource */
export interface SandboxPhoneCall {
  readonly sid: string;
  readonly account_sid: string;
  readonly parent_call_sid: string | null;
  readonly from: string;
  readonly to: string;
  status: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly date_created: string;
  date_updated: string;
  start_time: string | null;
  end_time: string | null;
  /** Whole seconds, as text. */
  duration: string | null;
  answered_by: string | null;
  readonly caller_name: string | null;
  readonly price: null;
  readonly price_unit: 'USD';
  readonly api_version: string;
  readonly uri: string;
  readonly subresource_uris: Readonly<Record<string, string>>;
}

/** A message as the API gives it. https://www.twilio.com/docs/messaging/api/message-resource */
export interface SandboxMessage {
  readonly sid: string;
  readonly account_sid: string;
  readonly messaging_service_sid: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
  status: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly num_segments: string;
  readonly num_media: string;
  error_code: number | null;
  error_message: string | null;
  readonly date_created: string;
  date_updated: string;
  readonly date_sent: string | null;
  readonly price: null;
  readonly price_unit: 'USD';
  readonly api_version: string;
  readonly uri: string;
  readonly subresource_uris: Readonly<Record<string, string>>;
}

/** A recording, in so far as it is looked at. https://www.twilio.com/docs/voice/api/recording */
export interface SandboxRecording {
  readonly sid: string;
  readonly account_sid: string;
  readonly call_sid: string;
  readonly duration: string;
  readonly channels: number;
  readonly status: 'completed';
}
