import { type Clock, systemClock } from '@touchline/core';

/** What a sandbox is made with. */
export interface WhatsAppSandboxOptions {
  /** The token that the API takes. */
  readonly accessToken: string;
  /** The secret that webhooks are signed with. */
  readonly appSecret: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Numbers, in E.164, that wrote within 24 hours; to others only templates go out. Default: everybody. */
  readonly openConversations?: readonly string[];
}

/** A message that was sent, in WhatsApp's own shape. */
export interface SandboxMessage {
  readonly id: string;
  readonly to: string;
  readonly type: string;
  readonly [part: string]: unknown;
}

/** A number in memory. */
export interface WhatsAppNumber {
  readonly businessAccountId: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly openConversations: ReadonlySet<string> | undefined;
  /** What was sent, by its id, in order. */
  readonly messages: Map<string, SandboxMessage>;
  /** Files that people sent, by their ids. */
  readonly media: Map<string, { readonly contentType: string; readonly sizeBytes: number }>;
  /** A new id, the same in every run: `wamid.SANDBOX00000001`. */
  readonly nextId: () => string;
}

/** Makes a number that nothing was sent from yet. */
export const createNumber = ({
  accessToken,
  appSecret,
  clock = systemClock,
  openConversations,
}: WhatsAppSandboxOptions): WhatsAppNumber => {
  let count = 0;
  return {
    businessAccountId: '102290129340398',
    phoneNumberId: '106540352242922',
    displayPhoneNumber: '15550783881',
    accessToken,
    appSecret,
    clock,
    openConversations:
      openConversations && new Set(openConversations.map((number) => number.replace('+', ''))),
    messages: new Map(),
    media: new Map(),
    nextId: () => `wamid.SANDBOX${String(++count).padStart(8, '0')}`,
  };
};
