import { type ActionContext, defineAction } from '@touchline/core';
import { z } from 'zod';
import type { TelegramSettings } from '../config.ts';

/**
 * Finds where a file that somebody sent can be fetched: below `<baseUrl>/file/bot<token>/`, for an hour. The address holds the
 * token, so it is put together by whoever fetches, and never stored. Files of more than 20 MB cannot be fetched.
 *
 * @see https://core.telegram.org/bots/api#getfile
 */
export const getFile = defineAction({
  name: 'getFile',
  title: 'Find a file',
  description:
    'Gives the path of a file that came with a message. It is good for an hour, with the token of the bot.',
  input: z.strictObject({
    fileId: z.string().min(1).max(512).describe('`metadata.file_id` of the message.'),
  }),
  output: z.object({
    path: z.string().describe('Below `<baseUrl>/file/bot<token>/`.'),
    sizeBytes: z.int().nonnegative().optional(),
  }),
  effect: 'read',
  idempotent: 'natural',
  example: { fileId: 'AgACAgIAAxkBAAIB' },
});

/** What {@link getFile} takes. */
export interface GetFileInput extends z.input<typeof getFile.input> {}

/** What {@link getFile} gives. */
export interface GetFileOutput extends z.output<typeof getFile.output> {}

/** See {@link getFile}. */
export const runGetFile = async (
  { fileId }: z.output<typeof getFile.input>,
  { http, signal }: ActionContext<TelegramSettings>,
): Promise<GetFileOutput> => {
  const { body } = await http.post('/getFile', {
    json: { file_id: fileId },
    response: z.object({
      result: z.object({
        file_path: z.string(),
        file_size: z.int().nonnegative().optional().catch(undefined),
      }),
    }),
    idempotent: true,
    operation: 'getFile',
    signal,
  });
  const { file_path: path, file_size: sizeBytes } = body.result;
  return { path, ...(sizeBytes !== undefined && { sizeBytes }) };
};
