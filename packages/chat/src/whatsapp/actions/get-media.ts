import { type ActionContext, defineAction, pii, urlPath } from '@touchline/core';
import { z } from 'zod';
import { proofOf } from '../../meta/graph.ts';
import type { WhatsAppSettings } from '../config.ts';

/**
 * Finds where a file that somebody sent can be fetched. The address works for five minutes, and only with the access token.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#get-media-url
 */
export const getMedia = defineAction({
  name: 'getMedia',
  title: 'Find a file',
  description:
    'Gives the address of a file that came with a message. It is good for minutes, with the access token.',
  input: z.strictObject({
    mediaId: z.string().min(1).max(256).describe('`metadata.media_id` of the message.'),
  }),
  output: z.object({
    url: z.url().meta(pii('other')),
    contentType: z.string().optional(),
    sizeBytes: z.int().nonnegative().optional(),
    sha256: z.string().optional().describe('The hash of the bytes, as WhatsApp gives it.'),
  }),
  effect: 'read',
  idempotent: 'natural',
  example: { mediaId: '1037543291543636' },
});

/** What {@link getMedia} takes. */
export interface GetMediaInput extends z.input<typeof getMedia.input> {}

/** What {@link getMedia} gives. */
export interface GetMediaOutput extends z.output<typeof getMedia.output> {}

/** See {@link getMedia}. */
export const runGetMedia = async (
  { mediaId }: z.output<typeof getMedia.input>,
  { config, http, signal }: ActionContext<WhatsAppSettings>,
): Promise<GetMediaOutput> => {
  const { body } = await http.get(urlPath`/${mediaId}`, {
    query: { ...proofOf({ config }), phone_number_id: config.phoneNumberId },
    response: z.object({
      url: z.url(),
      mime_type: z.string().optional(),
      file_size: z.int().nonnegative().optional().catch(undefined),
      sha256: z.string().optional(),
    }),
    operation: 'media',
    signal,
  });
  const { url, mime_type, file_size, sha256 } = body;
  return {
    url,
    ...(mime_type && { contentType: mime_type }),
    ...(file_size !== undefined && { sizeBytes: file_size }),
    ...(sha256 && { sha256 }),
  };
};
