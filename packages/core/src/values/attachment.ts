import { z } from 'zod';
import { pii } from '../privacy/pii.ts';
import { webUrl } from './url.ts';

const schema = z
  .object({
    name: z.string().meta(pii('free_text')).optional().describe('The file name. Do not use it as a path.'),
    contentType: z.string().max(256).optional().describe('The media type that the sender claims.'),
    sizeBytes: z.int().nonnegative().optional(),
    contentId: z.string().max(998).optional().describe('Content-ID by which an HTML body shows it inline.'),
    url: webUrl
      .meta(pii('other'))
      .optional()
      .describe('Where the bytes can be fetched, often with credentials.'),
  })
  .meta({ id: 'Attachment', description: 'A file that came with an e-mail or a message.' });

/** See {@link attachment}. */
export interface Attachment extends z.output<typeof schema> {}

/** The schema of {@link Attachment}, under a name so that what is made of it stays short. */
export interface AttachmentSchema extends z.ZodType<Attachment, Attachment> {}

/** A file that came with an e-mail or a message. Its bytes are fetched from `url`; they are never in the event. */
export const attachment: AttachmentSchema = schema;
