import type { MessageReceived } from '@touchline/core';
import { webUrlOf } from '../../web-url.ts';
import type { KnownWhatsAppMessage, WhatsAppMedia, WhatsAppMessageOf } from '../payload/message.ts';

type Content = Pick<MessageReceived, 'text' | 'attachments' | 'location' | 'replyToMessageId' | 'metadata'>;

/** The kinds of message that say something, rather than do something. */
export type SpokenMessage = Exclude<
  KnownWhatsAppMessage,
  { readonly type: 'interactive' | 'button' | 'reaction' | 'order' | 'system' | 'revoke' | 'edit' }
>;

/**
 * What a message says. A file has no address of its own: `metadata.media_id` is what `getMedia` takes. Where the message came
 * from an advertisement, its ids are in the metadata too.
 */
export const contentOf = (message: SpokenMessage): Content => {
  const { text, attachments, location, metadata } = shown(message);
  const reply = message.context?.id;
  const all = { ...metadata, ...referralOf(message) };
  return {
    ...(text && { text }),
    ...(attachments && { attachments }),
    ...(location && { location }),
    ...(reply && { replyToMessageId: reply }),
    ...(Object.keys(all).length > 0 && { metadata: all }),
  };
};

const shown = (message: SpokenMessage): Content => {
  switch (message.type) {
    case 'text':
      return { text: message.text.body };
    case 'image':
      return fileOf(message.image);
    case 'video':
      return fileOf(message.video);
    case 'audio':
      return fileOf(message.audio);
    case 'document':
      return fileOf(message.document);
    case 'sticker':
      return fileOf(message.sticker);
    case 'location': {
      const { latitude, longitude, name, address } = message.location;
      return { location: { latitude, longitude }, text: joined([name, address], ', ') };
    }
    case 'contacts':
      return { text: joined(message.contacts.map(contactLine), '\n') };
    case 'unsupported':
    case 'unknown': {
      const code = message.errors?.[0]?.code;
      return { metadata: { unsupported: code === undefined ? 'unknown' : String(code) } };
    }
  }
};

/** What a file of a message becomes; also of the new words of an edited one. */
export const fileOf = (media: WhatsAppMedia): Content => {
  const url = webUrlOf(media.url);
  return {
    ...(media.caption && { text: media.caption }),
    attachments: [
      {
        ...(media.filename && { name: media.filename }),
        ...(media.mime_type && { contentType: media.mime_type.slice(0, 256) }),
        ...(url && { url }),
      },
    ],
    ...(media.id && { metadata: { media_id: media.id } }),
  };
};

type Contact = WhatsAppMessageOf<'contacts'>['contacts'][number];

const contactLine = ({ name, phones, emails }: Contact): string =>
  joined(
    [
      name?.formatted_name,
      ...(phones ?? []).map(({ phone }) => phone),
      ...(emails ?? []).map(({ email }) => email),
    ],
    ', ',
  );

const referralOf = ({ referral }: KnownWhatsAppMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(referral ?? {}).flatMap(([name, value]) =>
      value ? [[name === 'ctwa_clid' ? name : `referral_${name}`, value.slice(0, 8_192)]] : [],
    ),
  );

const joined = (parts: readonly (string | null | undefined)[], separator: string): string =>
  parts.filter(Boolean).join(separator);
